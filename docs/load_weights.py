"""Loads what `layerwise export RUN --format safetensors --out weights.safetensors` wrote.

    python load_weights.py weights.safetensors          NumPy: prints what is in the file
    from load_weights import to_torch, to_keras, predict

Needs NumPy; to_torch needs PyTorch, to_keras needs Keras 3.
"""

import json
import sys

import numpy as np


def read(path):
    """The texts and the tensors of a safetensors file; the package safetensors reads the same."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
    return metadata, tensors


def prepare(metadata, x):
    """What goes into the first module, of features as they are in the data."""
    offset = np.array(json.loads(metadata["layerwise.preprocessing.offset"]), np.float32)
    factor = np.array(json.loads(metadata["layerwise.preprocessing.factor"]), np.float32)
    return (np.asarray(x, np.float32) - offset) * factor


def modules(metadata):
    return json.loads(metadata["layerwise.modules"])


ACTIVATIONS = {
    "Sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "Tanh": np.tanh,
    "ReLU": lambda z: np.maximum(z, 0),
    "LeakyReLU": lambda z: np.where(z > 0, z, 0.01 * z),
    "ELU": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "GELU": lambda z: z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
    "SiLU": lambda z: z / (1 + np.exp(-z)),
    "Dropout": lambda z: z,
}


def predict(path, x):
    """The logits by NumPy alone."""
    metadata, t = read(path)
    z = prepare(metadata, x)
    for i, (name, *arguments) in enumerate(modules(metadata)):
        if name == "Linear":
            z = z @ t[f"{i}.weight"].T + t[f"{i}.bias"]
        elif name == "BatchNorm1d":
            z = (z - t[f"{i}.running_mean"]) / np.sqrt(t[f"{i}.running_var"] + arguments[1])
            z = z * t[f"{i}.weight"] + t[f"{i}.bias"]
        else:
            z = ACTIVATIONS[name](z)
    return z


def to_torch(path):
    """An nn.Sequential that yields logits. Give it prepare(metadata, x)."""
    import torch
    from torch import nn

    metadata, tensors = read(path)
    layers = []
    for name, *arguments in modules(metadata):
        if name == "BatchNorm1d":
            layers.append(nn.BatchNorm1d(arguments[0], eps=arguments[1], momentum=arguments[2]))
        elif name == "GELU":
            layers.append(nn.GELU(approximate="tanh"))
        else:
            layers.append(getattr(nn, name)(*arguments))
    model = nn.Sequential(*layers)
    model.load_state_dict({name: torch.tensor(value) for name, value in tensors.items()})
    return model.eval()


def to_keras(path):
    """A keras.Sequential that yields logits. Give it prepare(metadata, x)."""
    import keras
    from keras import layers

    metadata, t = read(path)
    names = {"Sigmoid": "sigmoid", "Tanh": "tanh", "ReLU": "relu", "ELU": "elu", "SiLU": "silu"}
    stack, weights = [], []
    inputs = None
    for i, (name, *arguments) in enumerate(modules(metadata)):
        if name == "Linear":
            inputs = inputs or arguments[0]
            stack.append(layers.Dense(arguments[1]))
            # A row for each input, where PyTorch has one for each unit.
            weights.append([t[f"{i}.weight"].T, t[f"{i}.bias"]])
        elif name == "BatchNorm1d":
            inputs = inputs or arguments[0]
            # Keras says which share of the old statistics is kept, PyTorch which is new.
            stack.append(layers.BatchNormalization(momentum=1 - arguments[2], epsilon=arguments[1]))
            weights.append([t[f"{i}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")])
        elif name == "Dropout":
            stack.append(layers.Dropout(arguments[0]))
            weights.append([])
        elif name == "LeakyReLU":
            stack.append(layers.LeakyReLU(negative_slope=arguments[0]))
            weights.append([])
        elif name == "GELU":
            stack.append(layers.Activation(lambda z: keras.activations.gelu(z, approximate=True)))
            weights.append([])
        else:
            stack.append(layers.Activation(names[name]))
            weights.append([])
    model = keras.Sequential([keras.Input((inputs,)), *stack])
    for layer, values in zip(model.layers, weights):
        layer.set_weights(values)
    return model


if __name__ == "__main__":
    texts, arrays = read(sys.argv[1])
    print("modules:", texts["layerwise.modules"])
    print("classes:", texts["layerwise.classes"])
    for key, array in arrays.items():
        print(f"{key:20} {array.shape}")
