#!/usr/bin/env python3
"""Five whole trainings of 784-20-7-5-10, in NumPy, float64: the golden values of GoldenTrainingTest.

    python3 trainings.py        writes trainings.bin and trainings.txt beside this file

This is an implementation apart from Layerwise: it shares no code with it and writes the formulas down in another
way where there is one (batch normalisation goes back through variance and mean one after the other; masks and
one-hot rows are matrices). What both sides must agree on beforehand is small and stated here in full:

Random numbers    SplitMix64; u(i) = (value(i) >> 11) / 2^53. Each use has a stream of its own: SEED + 1, 2, 3, 4.
Templates (1)     For 10 classes x 784 pixels, row by row: t = floor(1024 u) - 768, negative ones made 0: a quarter of
                  the pixels are lit, with 0..255.
Examples (2)      320 rows; row r has class r mod 10. Pixel by pixel: x = floor((t + floor(256 u)) / 2) / 256.
Weights (3)       Layer by layer, row by row: w = float32((2 u - 1) sqrt(6 / d)), d the inputs of the layer. Biases
                  and shifts start at 0, gains at 1, running means at 0, running variances at 1.
Order (4)         At the start of each epoch of 5 steps the row numbers, as the last epoch left them, are shuffled:
                  for i = 319, ..., 1: j = floor(u (i + 1)), swap i and j. A step takes the next 64.

Learning rates are such that the losses fall clearly and that none of the 400,000 inputs of ReLU in a training comes
nearer to 0 than MARGIN. Rounding to single precision moves them by a few 1e-7. One that changed sides would change
the slope there from 0 to 1, and with batch normalisation that can be seen in the losses (2e-4, in a trial).

A loss is the mean softmax cross-entropy of a step's mini-batch before its update, without the penalty.

trainings.txt has a line for each array: its name, its type, its shape, and its offset in trainings.bin, which holds
them little-endian and row by row. Lines that start with # tell where the numbers come from.
"""

import hashlib
import math
import pathlib
import platform

import numpy as np

SEED = 20261120
INPUTS, CLASSES, EXAMPLES, BATCH, STEPS = 784, 10, 320, 64, 200
WIDTHS = [784, 20, 7, 5, 10]
EPSILON, UPDATE_RATE = 1e-5, 0.1
MARGIN = 3e-6

# name: activation, batch norm, lambda, momentum, learning rate
TRAININGS = {
    "plain": ("relu", False, 0.0, 0.0, 0.034),
    "batch-norm": ("relu", True, 0.0, 0.0, 0.021),
    "l2": ("relu", False, 2.0, 0.0, 0.025),
    "momentum": ("relu", False, 0.0, 0.9, 0.005),
    "sigmoid": ("sigmoid", False, 0.0, 0.0, 0.7),
}

MASK = (1 << 64) - 1


class Stream:
    """SplitMix64 (Steele, Lea and Flood, 2014)."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        return (z >> 11) / 2.0**53


def make_examples():
    templates, noise = Stream(SEED + 1), Stream(SEED + 2)
    t = [[max(0, math.floor(1024 * templates.uniform()) - 768) for _ in range(INPUTS)] for _ in range(CLASSES)]
    labels = np.arange(EXAMPLES) % CLASSES
    x = [[(t[c][k] + math.floor(256 * noise.uniform())) // 2 / 256 for k in range(INPUTS)] for c in labels]
    return np.array(x), labels


def make_weights():
    stream = Stream(SEED + 3)
    weights = []
    for d, u in zip(WIDTHS, WIDTHS[1:]):
        limit = math.sqrt(6 / d)
        w = [[(2 * stream.uniform() - 1) * limit for _ in range(u)] for _ in range(d)]
        weights.append(np.array(w).astype(np.float32).astype(np.float64))
    return weights


def make_batches():
    stream = Stream(SEED + 4)
    order = np.arange(EXAMPLES)
    batches = []
    while len(batches) < STEPS:
        for i in range(EXAMPLES - 1, 0, -1):
            j = math.floor(stream.uniform() * (i + 1))
            order[i], order[j] = order[j], order[i]
        batches += [order[k : k + BATCH].copy() for k in range(0, EXAMPLES, BATCH)]
    return batches[:STEPS]


def train(x, labels, weights, batches, activation, norm, l2, momentum, rate):
    depth = len(weights)
    w = [a.copy() for a in weights]
    b = [np.zeros(a.shape[1]) for a in w]
    hidden = [a.shape[1] for a in w[:-1]]
    gain = [np.ones(u) for u in hidden]
    shift = [np.zeros(u) for u in hidden]
    running_mean = [np.zeros(u) for u in hidden]
    running_var = [np.ones(u) for u in hidden]
    trained = w + b + (gain + shift if norm else [])
    velocity = [np.zeros_like(p) for p in trained]
    losses = []
    for batch in batches:
        m = len(batch)
        onehot = np.eye(CLASSES)[labels[batch]]

        # forward
        inputs, active, kept = [], [], []
        a = x[batch]
        for layer in range(depth):
            inputs.append(a)
            z = a @ w[layer] + b[layer]
            if layer == depth - 1:
                break
            if activation == "relu":
                assert np.abs(z).min() > MARGIN, "an input of ReLU is too near to 0: choose another learning rate"
                active.append((z > 0).astype(float))
                a = z * active[-1]
            else:
                a = 1 / (1 + np.exp(-z))
                active.append(a * (1 - a))
            if norm:
                mean, var = a.mean(axis=0), a.var(axis=0)
                normal = (a - mean) / np.sqrt(var + EPSILON)
                kept.append((a, mean, var, normal))
                running_mean[layer] = (1 - UPDATE_RATE) * running_mean[layer] + UPDATE_RATE * mean
                running_var[layer] = (1 - UPDATE_RATE) * running_var[layer] + UPDATE_RATE * a.var(axis=0, ddof=1)
                a = gain[layer] * normal + shift[layer]

        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        losses.append(-(onehot * log_p).sum() / m)

        # backward
        dw, db = [None] * depth, [None] * depth
        dgain, dshift = [None] * (depth - 1), [None] * (depth - 1)
        dz = (np.exp(log_p) - onehot) / m
        for layer in reversed(range(depth)):
            dw[layer] = inputs[layer].T @ dz + l2 / m * w[layer]
            db[layer] = dz.sum(axis=0)
            if layer == 0:
                break
            da = dz @ w[layer].T
            if norm:
                a, mean, var, normal = kept[layer - 1]
                dgain[layer - 1] = (da * normal).sum(axis=0)
                dshift[layer - 1] = da.sum(axis=0)
                dnormal = da * gain[layer - 1]
                dvar = (dnormal * (a - mean)).sum(axis=0) * -0.5 * (var + EPSILON) ** -1.5
                dmean = -dnormal.sum(axis=0) / np.sqrt(var + EPSILON)
                da = dnormal / np.sqrt(var + EPSILON) + dvar * 2 * (a - mean) / m + dmean / m
            dz = da * active[layer - 1]

        # update
        gradients = dw + db + (dgain + dshift if norm else [])
        for p, v, g in zip(trained, velocity, gradients):
            v *= momentum
            v -= rate * g
            p += v

    # named as Layerwise names them: dense, activation and perhaps batch norm, then the next dense
    stride = 3 if norm else 2
    result = {"losses": np.array(losses)}
    for layer in range(depth):
        result[f"layers.{stride * layer}.weight"] = w[layer]
        result[f"layers.{stride * layer}.bias"] = b[layer][None, :]
        if norm and layer < depth - 1:
            name = f"layers.{stride * layer + 2}"
            result[f"{name}.weight"] = gain[layer][None, :]
            result[f"{name}.bias"] = shift[layer][None, :]
            result[f"{name}.running_mean"] = running_mean[layer][None, :]
            result[f"{name}.running_var"] = running_var[layer][None, :]
    return result


def sha256(array):
    return hashlib.sha256(array.astype("<f4").tobytes()).hexdigest()


def main():
    x, labels = make_examples()
    weights, batches = make_weights(), make_batches()
    index = [
        f"# NumPy {np.__version__}, Python {platform.python_version()}, float64, seed {SEED}; made by trainings.py",
        f"# sha256 of the examples as float32: {sha256(x)}",
        f"# sha256 of the initial weights as float32: {sha256(np.concatenate([w.ravel() for w in weights]))}",
    ]
    data = bytearray()
    for name, (activation, norm, l2, momentum, rate) in TRAININGS.items():
        arrays = train(x, labels, weights, batches, activation, norm, l2, momentum, rate)
        losses = arrays["losses"]
        print(f"{name}: loss {losses[0]:.4f}, {losses[99]:.4f}, {losses[-1]:.4f}")
        for key, array in arrays.items():
            kind = "<f8" if key == "losses" else "<f4"
            shape = "x".join(str(n) for n in array.shape)
            index.append(f"{name}/{key} {kind[1:]} {shape} {len(data)}")
            data += array.astype(kind).tobytes()
    folder = pathlib.Path(__file__).parent
    (folder / "trainings.bin").write_bytes(data)
    (folder / "trainings.txt").write_text("\n".join(index) + "\n")


if __name__ == "__main__":
    main()
