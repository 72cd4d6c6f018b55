"""Makes the files torch2-* and keras3-*, and beside each the outputs that its maker computes.

Run with Python 3 in this folder, after make.py, whose inputs.csv it reads; made with torch 2.13.0,
onnxscript 0.7.2, onnx 1.23.1, keras 3.15.1 (backend torch) and safetensors 0.8.0. Every file was
written by its maker's own exporter, with that exporter's defaults.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import onnx
import safetensors.torch
import torch
from torch import nn

torch.manual_seed(2)
keras.utils.set_random_seed(2)
X = np.loadtxt("inputs.csv", delimiter=",", dtype=np.float32)


def outputs(name, values):
    np.savetxt(name + ".csv", np.asarray(values), delimiter=",", fmt="%.9g")


def single_file(name):
    """One file, without the second for the weights and without the places in the source."""
    model = onnx.load(name + ".onnx")
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    onnx.save_model(model, name + ".onnx", save_as_external_data=False)
    if os.path.exists(name + ".onnx.data"):
        os.remove(name + ".onnx.data")


def torch_model(name, model, **options):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.uniform_(module.running_mean, -1, 1)
            nn.init.uniform_(module.running_var, 0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 2)
            nn.init.uniform_(module.bias, -1, 1)
    model.eval()
    x = torch.from_numpy(X)
    torch.onnx.export(
        model, (x[:2],), name + ".onnx", dynamo=True,
        dynamic_shapes=({0: torch.export.Dim("n")},), **options)
    single_file(name)
    with torch.no_grad():
        outputs(name, model(x).numpy())


every = nn.Sequential(
    nn.Linear(16, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3),
    nn.Linear(8, 7), nn.GELU(approximate="tanh"), nn.Linear(7, 6), nn.SiLU(),
    nn.Linear(6, 6), nn.ELU(), nn.Linear(6, 5), nn.Tanh(),
    nn.Linear(5, 5), nn.LeakyReLU(), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 3))
torch_model("torch2-every-layer", every)
safetensors.torch.save_file(every.state_dict(), "torch2-every-layer.safetensors")
torch_model("torch2-opset18", every, opset_version=18)
torch_model(
    "torch2-softmax", nn.Sequential(nn.Linear(16, 6), nn.ReLU(), nn.Linear(6, 3), nn.Softmax(dim=1)))
torch_model("torch2-gelu-erf", nn.Sequential(nn.Linear(16, 4), nn.GELU(), nn.Linear(4, 3)))

model = keras.Sequential([
    keras.Input((16,)),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.BatchNormalization(),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(6, activation="silu"),
    keras.layers.Dense(5, activation="elu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
# Trained a little, so that the statistics of batch norm are not those of the beginning.
model.fit(X, np.arange(20) % 3, epochs=5, batch_size=10, verbose=0)
model.export("keras3.onnx", format="onnx", verbose=False)
single_file("keras3")
outputs("keras3", model.predict(X, verbose=0))
