"""Makes the files of this folder, and beside each the outputs that its maker computes for inputs.csv.

Run with Python 3 in this folder; made with torch 1.13.0a0, onnx 1.12.0, numpy 1.24.2 and
scikit-learn 1.2.1 of Debian 12, seed 1. What PyTorch names torch-* was written by its own exporter.
The files named sklearn-* and keras-* hold networks whose graphs were put together node by node, in
the form in which skl2onnx 1.14 (MLPClassifier behind a StandardScaler) and tf2onnx 1.16 (a Keras
Sequential) write them, since these programs were not at hand; sklearn's weights and outputs are
those of a trained MLPClassifier.
"""

import json

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from torch import nn

torch.manual_seed(1)
random = np.random.default_rng(1)
X = random.normal(size=(20, 16)).astype(np.float32)
np.savetxt("inputs.csv", X, delimiter=",", fmt="%.9g")


def outputs(name, values):
    np.savetxt(name + ".csv", np.asarray(values), delimiter=",", fmt="%.9g")


def randomise(model):
    """Statistics and scales as after a training."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.uniform_(module.running_mean, -1, 1)
            nn.init.uniform_(module.running_var, 0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 2)
            nn.init.uniform_(module.bias, -1, 1)
    return model.eval()


def save_safetensors(name, tensors, metadata=None):
    """As the safetensors package writes it: tensors in order of their names."""
    header, blobs, at = {}, [], 0
    if metadata:
        header["__metadata__"] = metadata
    kinds = {np.dtype("<f4"): "F32", np.dtype("<i8"): "I64"}
    for key in sorted(tensors):
        array = np.ascontiguousarray(tensors[key])
        header[key] = {
            "dtype": kinds[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [at, at + array.nbytes],
        }
        at += array.nbytes
        blobs.append(array.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(name, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(blobs))


def torch_model(name, model, shape, **options):
    model = randomise(model)
    inputs = torch.from_numpy(X.reshape((-1,) + shape))
    torch.onnx.export(
        model, inputs[:1], name + ".onnx", input_names=["x"], output_names=["y"],
        dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, **options)
    scores = model
    with torch.no_grad():
        outputs(name, scores(inputs).numpy())
    return model


every = nn.Sequential(
    nn.Linear(16, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3),
    nn.Linear(8, 7), nn.GELU(approximate="tanh"), nn.BatchNorm1d(7),
    nn.Linear(7, 6), nn.SiLU(), nn.Linear(6, 6), nn.ELU(), nn.Linear(6, 5), nn.Tanh(),
    nn.Linear(5, 5), nn.LeakyReLU(), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 3))
torch_model("torch-every-layer", every, (16,), opset_version=16)
save_safetensors("torch-every-layer.safetensors", {k: v.numpy() for k, v in every.state_dict().items()})

image = nn.Sequential(nn.Flatten(), nn.Linear(16, 6), nn.ReLU(), nn.Linear(6, 3), nn.Softmax(dim=1))
torch_model("torch-image", image, (1, 4, 4), opset_version=11, do_constant_folding=False)


class Normalised(nn.Module):
    """Preprocessing in the graph, a layer without bias, one logistic unit."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 6, bias=False)
        self.fc2 = nn.Linear(6, 1)

    def forward(self, x):
        x = (x / 2 - 0.1307) / 0.3081
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


torch_model("torch-normalised", Normalised(), (16,), opset_version=13)
erf = nn.Sequential(nn.Linear(16, 4), nn.GELU(), nn.Linear(4, 3))
torch_model("torch-gelu-erf", erf, (16,), opset_version=16)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 16)
        self.fc2 = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc2(x + torch.relu(self.fc1(x)))


torch_model("torch-residual", Residual(), (16,), opset_version=16)
conv = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3))
torch_model("torch-convolution", conv, (1, 4, 4), opset_version=16)


class Viewed(nn.Module):
    """Rows whose shape the graph computes from that of the input."""

    def __init__(self, columns):
        super().__init__()
        self.columns = columns
        self.fc1 = nn.Linear(16, 6)
        self.fc2 = nn.Linear(6, 3)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.view(x.size(0), self.columns(x)))))


torch_model("torch-view", Viewed(lambda x: -1), (1, 4, 4), opset_version=16)
torch_model("torch-view-product", Viewed(lambda x: x.size(1) * x.size(2)), (4, 4), opset_version=11,
            do_constant_folding=False)


def floats(name, array):
    return numpy_helper.from_array(np.asarray(array, dtype=np.float32), name)


def save(name, nodes, constants, inputs, results, sets, producer):
    graph = helper.make_graph(nodes, name, inputs, results, constants)
    model = helper.make_model(
        graph, producer_name=producer, opset_imports=[helper.make_opsetid(d, v) for d, v in sets])
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, name + ".onnx")


def sklearn_model(name, labels, zipmap):
    y = np.asarray(labels)[(X[:, 0] + X[:, 1] > 0).astype(int) if len(labels) == 2
                           else np.digitize(X[:, 0], [-0.5, 0.5])]
    scaler = StandardScaler().fit(X)
    net = MLPClassifier((6, 5), activation="tanh", max_iter=300, random_state=1).fit(scaler.transform(X), y)
    nodes, constants, flow = [], [], "variable"
    nodes.append(helper.make_node(
        "Scaler", ["X"], ["variable"], "Scaler", domain="ai.onnx.ml",
        offset=scaler.mean_.astype(np.float32), scale=(1 / scaler.scale_).astype(np.float32)))
    nodes.append(helper.make_node("Cast", ["variable"], ["cast_input"], "Cast", to=TensorProto.FLOAT))
    flow = "cast_input"
    for i, (w, b) in enumerate(zip(net.coefs_, net.intercepts_)):
        n = str(i) if i else ""
        constants += [floats("coefficient" + n, w), floats("intercepts" + n, b.reshape(1, -1))]
        nodes.append(helper.make_node("MatMul", [flow, "coefficient" + n], ["mul_result" + n], "MatMul" + n))
        nodes.append(helper.make_node("Add", ["mul_result" + n, "intercepts" + n], ["add_result" + n], "Add" + n))
        flow = "add_result" + n
        if i + 1 < len(net.coefs_):
            nodes.append(helper.make_node("Tanh", [flow], ["next_activations" + n], "Tanh" + n))
            flow = "next_activations" + n
    last = "Softmax" if len(labels) > 2 else "Sigmoid"
    nodes.append(helper.make_node(last, [flow], ["out_activations_result"], last))
    proba = "probabilities"
    if len(labels) == 2:
        constants.append(numpy_helper.from_array(np.array([1], dtype=np.float32), "unity"))
        nodes.append(helper.make_node("Sub", ["unity", "out_activations_result"], ["negative_class_proba"], "Sub"))
        nodes.append(helper.make_node(
            "Concat", ["negative_class_proba", "out_activations_result"], [proba], "Concat", axis=1))
    else:
        nodes.append(helper.make_node("Identity", ["out_activations_result"], [proba], "Identity"))
    nodes.append(helper.make_node("ArgMax", [proba], ["argmax_output"], "ArgMax", axis=1))
    constants.append(helper.make_tensor(
        "classes", TensorProto.STRING, [len(labels)], [c.encode() for c in net.classes_]))
    nodes.append(helper.make_node(
        "ArrayFeatureExtractor", ["classes", "argmax_output"], ["array_feature_extractor_result"],
        "ArrayFeatureExtractor", domain="ai.onnx.ml"))
    constants.append(numpy_helper.from_array(np.array([-1], dtype=np.int64), "shape_tensor"))
    nodes.append(helper.make_node(
        "Reshape", ["array_feature_extractor_result", "shape_tensor"], ["output_label"], "Reshape"))
    results = [helper.make_tensor_value_info("output_label", TensorProto.STRING, [None])]
    if zipmap:
        nodes.append(helper.make_node(
            "ZipMap", [proba], ["output_probability"], "ZipMap", domain="ai.onnx.ml",
            classlabels_strings=[str(c) for c in net.classes_]))
        result = onnx.ValueInfoProto(name="output_probability")
        kind = result.type.sequence_type.elem_type.map_type
        kind.key_type = TensorProto.STRING
        kind.value_type.tensor_type.elem_type = TensorProto.FLOAT
        results.append(result)
    else:
        results.append(helper.make_tensor_value_info(proba, TensorProto.FLOAT, [None, len(labels)]))
    save(name, nodes, constants, [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, 16])],
         results, [("", 17), ("ai.onnx.ml", 3)], "skl2onnx")
    outputs(name, net.predict_proba(scaler.transform(X)))


sklearn_model("sklearn-three-classes", ["ant", "bee", "cat"], True)
sklearn_model("sklearn-two-classes", ["no", "yes"], False)


def keras_model():
    """Dense, BatchNormalization folded into Mul and Add, ReLU, Dense, softmax."""
    w1, b1 = random.normal(size=(16, 6)), random.normal(size=6)
    scale, shift = random.uniform(0.5, 2, size=6), random.normal(size=6)
    w2, b2 = random.normal(size=(6, 3)), random.normal(size=3)
    prefix = "StatefulPartitionedCall/sequential/"
    names = [prefix + n for n in (
        "dense/MatMul", "dense/BiasAdd", "batch_normalization/batchnorm/mul_1",
        "batch_normalization/batchnorm/add_1", "dense/Relu", "dense_1/MatMul", "dense_1/BiasAdd")]
    constants = [floats(n, v) for n, v in (
        ("w1", w1), ("b1", b1), ("scale", scale), ("shift", shift), ("w2", w2), ("b2", b2))]
    ops = ["MatMul", "Add", "Mul", "Add", "Relu", "MatMul", "Add"]
    extra = [["w1"], ["b1"], ["scale"], ["shift"], [], ["w2"], ["b2"]]
    nodes, flow = [], "dense_input"
    for name, op, more in zip(names, ops, extra):
        nodes.append(helper.make_node(op, [flow] + more, [name + ":0"], name))
        flow = name + ":0"
    nodes.append(helper.make_node("Softmax", [flow], ["dense_1"], prefix + "dense_1/Softmax", axis=-1))
    save("keras-batch-norm", nodes, constants,
         [helper.make_tensor_value_info("dense_input", TensorProto.FLOAT, [None, 16])],
         [helper.make_tensor_value_info("dense_1", TensorProto.FLOAT, [None, 3])], [("", 15)], "tf2onnx")
    h = np.maximum((X @ w1 + b1) * scale + shift, 0) @ w2 + b2
    e = np.exp(h - h.max(axis=1, keepdims=True))
    outputs("keras-batch-norm", e / e.sum(axis=1, keepdims=True))
    save_safetensors("keras.safetensors", {
        "dense/kernel:0": w1.astype("<f4"), "dense/bias:0": b1.astype("<f4"),
        "dense_1/kernel:0": w2.astype("<f4"), "dense_1/bias:0": b2.astype("<f4")})


keras_model()


def arrays():
    """Every element type of NumPy that is read, and some that are not."""
    plain = np.arange(24).reshape(2, 3, 4)
    kinds = {
        "f2": "<f2", "f4": "<f4", "f8": "<f8", "f4be": ">f4", "u1": "u1", "i1": "i1", "i2": "<i2",
        "u2": "<u2", "i4": "<i4", "i8be": ">i8", "complex": "<c8"}
    all_of_them = {name: plain.astype(kind) for name, kind in kinds.items()}
    all_of_them["bool"] = plain % 2 == 1
    all_of_them["fortran"] = np.asfortranarray(plain.astype("<f4"))
    all_of_them["texts"] = np.array(["ant", "Ärmel", "鞋👟"])
    all_of_them["ascii"] = np.array([b"no", b"yes"])
    all_of_them["objects"] = np.array([{}, None], dtype=object)
    all_of_them["record"] = np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")])
    np.savez("arrays.npz", **all_of_them)
    pixels = np.arange(54, dtype=np.uint8).reshape(9, 2, 3)
    labels = np.arange(9) % 3
    np.savez_compressed(
        "images.npz", x_train=pixels[:6], y_train=labels[:6], x_test=pixels[6:], y_test=labels[6:])


arrays()


def external():
    """torch-image with its weights in a second file, as newer versions of PyTorch write them."""
    model = onnx.load("torch-image.onnx")
    for tensor in model.graph.initializer:
        if not tensor.HasField("raw_data"):
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor), tensor.name))
    onnx.save_model(
        model, "external.onnx", save_as_external_data=True, location="external.onnx.data", size_threshold=0)


external()
