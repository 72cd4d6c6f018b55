"""What must be read from model-vN.safetensors and checkpoint-vN.safetensors, computed by NumPy.

    python3 expected.py N

writes expected-vN.json. Nothing of Layerwise is used: the files are read by the published format,
and the network is computed in double precision from the description in the metadata.
"""

import hashlib
import json
import platform
import sys

import numpy as np


def read(path):
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        assert entry["dtype"] == "F32"
        tensors[name] = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
    assert sum(t.nbytes for t in tensors.values()) == len(data)
    return metadata, tensors


def logits(metadata, tensors, x):
    x = (x - tensors["preprocessing.offset"]) * tensors["preprocessing.factor"]
    for i, layer in enumerate(json.loads(metadata["layerwise.network"])["layers"]):
        t = {k.split(".")[2]: v.astype("f8") for k, v in tensors.items() if k.startswith(f"layers.{i}.")}
        if layer["type"] == "dense":
            x = x @ t["weight"] + t["bias"]
        elif layer["type"] == "batch-norm":
            deviation = np.sqrt(t["running_var"] + layer["epsilon"])
            x = (x - t["running_mean"]) / deviation * t["weight"] + t["bias"]
        elif layer["type"] == "activation":
            x = {"leaky-relu": lambda z: np.where(z > 0, z, 0.01 * z), "tanh": np.tanh}[layer["function"]](x)
        else:
            assert layer["type"] == "dropout"
    return x


def line(name, tensor):
    rows, columns = tensor.shape if tensor.ndim == 2 else (1, tensor.size)
    return f"{name} {rows}x{columns}\n".encode() + tensor.tobytes()


def parameters_sha256(tensors):
    digest = hashlib.sha256()
    for name, tensor in tensors.items():
        if name.startswith("layers."):
            digest.update(line(name, tensor))
    return digest.hexdigest()


def content_sha256(metadata, tensors):
    digest = hashlib.sha256()
    for name in sorted(metadata):
        if name != "layerwise.sha256":
            digest.update(f"{name}={metadata[name]}\n".encode())
    for name in sorted(tensors):
        digest.update(line(name, tensors[name]))
    return digest.hexdigest()


def main(version):
    model, tensors = read(f"model-v{version}.safetensors")
    checkpoint, saved = read(f"checkpoint-v{version}.safetensors")
    assert model["layerwise.sha256"] == content_sha256(model, tensors)
    assert checkpoint["layerwise.sha256"] == content_sha256(checkpoint, saved)
    inputs = np.random.default_rng(1).uniform(-10, 10, (20, 2)).astype("f4")
    expected = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "network": model["layerwise.network"],
        "parametersSha256": parameters_sha256(tensors),
        "inputs": inputs.astype("f8").ravel().tolist(),
        "logits": logits(model, tensors, inputs.astype("f8")).ravel().tolist(),
        "checkpoint": {
            "parametersSha256": parameters_sha256(saved),
            "progress": checkpoint["layerwise.progress"],
        },
    }
    with open(f"expected-v{version}.json", "w") as file:
        json.dump(expected, file, indent=1)
        file.write("\n")


main(sys.argv[1])
