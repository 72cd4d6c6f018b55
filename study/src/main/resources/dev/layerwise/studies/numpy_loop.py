#!/usr/bin/env python3
"""The training loop of a study in NumPy by hand: float32, forward and backward written out.

    python3 numpy_loop.py IMAGES LABELS

reads two IDX files and prints one line of JSON that says what it runs on. Then each line of JSON on
standard input is one turn: settings in, seconds out.

    {"layers": [20, 7, 5], "batchNorm": true, "l2": 0.05, "learningRate": 0.009, "batchSize": 64,
     "training": 38400, "validation": 9600, "every": 100, "first": 1000, "seconds": 0.4, "least": 5}

A turn begins a new training, trains `first` steps and reports the validation accuracy after them;
then it takes the time of every `every` steps with one look at the validation set, for so many
seconds and at least so many times.

What keeps it fast: buffers are allocated once and written in place; the mean's 1/n is folded into
the learning rate; an L2 penalty shrinks the weights instead of entering the gradient; the training
loss, which no update needs, is not computed. The number of BLAS threads is set by the environment.
"""
import json
import sys
import time

import numpy as np

F = np.float32
BLOCK = 1024


def read_idx(path, header):
    with open(path, "rb") as file:
        return np.frombuffer(file.read(), dtype=np.uint8, offset=header)


class BatchNorm:
    """Over the rows of a mini-batch; running statistics for validation."""

    def __init__(self, n, units):
        self.gamma, self.beta = np.ones(units, F), np.zeros(units, F)
        self.mean, self.variance = np.zeros(units, F), np.ones(units, F)
        self.x, self.y = np.empty((n, units), F), np.empty((n, units), F)
        self.inverse = np.empty(units, F)

    def forward(self, h, ones):
        n = len(h)
        x, y = self.x[:n], self.y[:n]
        mean = np.dot(ones, h) / F(n)
        np.subtract(h, mean, out=x)
        np.multiply(x, x, out=y)
        variance = np.dot(ones, y) / F(n)
        self.inverse = 1 / np.sqrt(variance + F(1e-5))
        x *= self.inverse
        np.multiply(x, self.gamma, out=y)
        y += self.beta
        self.mean += F(0.1) * (mean - self.mean)
        self.variance += F(0.1) * (variance * F(n / max(1, n - 1)) - self.variance)
        return y

    def backward(self, dy, ones, rate):
        """In place: dy becomes the gradient of the input; scale and shift are updated."""
        n = len(dy)
        x, y = self.x[:n], self.y[:n]
        dbeta = np.dot(ones, dy)
        np.multiply(dy, x, out=y)
        dgamma = np.dot(ones, y)
        x *= dgamma / F(n)
        dy -= x
        dy -= dbeta / F(n)
        dy *= self.gamma * self.inverse
        self.gamma -= rate * dgamma
        self.beta -= rate * dbeta

    def infer(self, h):
        scale = self.gamma / np.sqrt(self.variance + F(1e-5))
        h -= self.mean
        h *= scale
        h += self.beta


class Network:
    def __init__(self, turn, inputs, classes):
        widths = [inputs] + turn["layers"] + [classes]
        n = turn["batchSize"]
        rng = np.random.default_rng(1)
        self.rate, self.l2 = turn["learningRate"], turn["l2"]
        shapes = list(zip(widths, widths[1:]))
        # He's initialisation, and Glorot's for the output, as in the study.
        spread = [np.sqrt(2 / d) for d, _ in shapes[:-1]] + [np.sqrt(2 / sum(shapes[-1]))]
        self.W = [rng.standard_normal(s, dtype=F) * F(v) for s, v in zip(shapes, spread)]
        self.b = [np.zeros(u, F) for u in widths[1:]]
        self.dW = [np.empty_like(W) for W in self.W]
        self.norms = [BatchNorm(n, u) for u in turn["layers"]] if turn["batchNorm"] else []
        self.z = [np.empty((n, u), F) for u in widths[1:]]
        self.dz = [np.empty((n, u), F) for u in widths[1:-1]]
        self.active = [np.empty((n, u), bool) for u in widths[1:-1]]
        self.column = np.empty((n, 1), F)
        self.ones = np.ones(n, F)

    def step(self, x, targets):
        """One update; targets are one-hot rows."""
        n, last = len(x), len(self.W) - 1
        ones, rate = self.ones[:n], F(self.rate / len(x))
        inputs, h = [x], x
        for i in range(last):
            z = self.z[i][:n]
            np.dot(h, self.W[i], out=z)
            z += self.b[i]
            np.maximum(z, 0, out=z)
            h = self.norms[i].forward(z, ones) if self.norms else z
            inputs.append(h)
        p = self.z[last][:n]
        np.dot(h, self.W[last], out=p)
        p += self.b[last]
        column = self.column[:n]
        np.maximum.reduce(p, axis=1, keepdims=True, out=column)
        p -= column
        np.exp(p, out=p)
        np.add.reduce(p, axis=1, keepdims=True, out=column)
        p /= column
        p -= targets
        gradient = p
        for i in range(last, -1, -1):
            np.dot(inputs[i].T, gradient, out=self.dW[i])
            db = np.dot(ones, gradient)
            if i > 0:
                dh = self.dz[i - 1][:n]
                np.dot(gradient, self.W[i].T, out=dh)
                if self.norms:
                    self.norms[i - 1].backward(dh, ones, rate)
                active = self.active[i - 1][:n]
                np.greater(self.z[i - 1][:n], 0, out=active)
                dh *= active
            if self.l2 > 0:
                self.W[i] *= F(1 - self.rate * self.l2 / n)
            self.dW[i] *= rate
            self.W[i] -= self.dW[i]
            self.b[i] -= rate * db
            if i > 0:
                gradient = dh

    def look(self, x, y):
        """Loss and accuracy over the validation set."""
        loss, right = 0.0, 0
        for at in range(0, len(x), BLOCK):
            h, labels = x[at : at + BLOCK], y[at : at + BLOCK]
            for i, (W, b) in enumerate(zip(self.W, self.b)):
                h = h @ W
                h += b
                if i < len(self.W) - 1:
                    np.maximum(h, 0, out=h)
                    if self.norms:
                        self.norms[i].infer(h)
            h -= h.max(axis=1, keepdims=True)
            right += int((h.argmax(axis=1) == labels).sum())
            picked = h[np.arange(len(h)), labels]
            np.exp(h, out=h)
            loss += float((np.log(h.sum(axis=1)) - picked).sum())
        return loss / len(x), right / len(x)


class Training:
    """Steps without end over the training set, shuffled anew for every epoch."""

    def __init__(self, turn, x, y, classes):
        n, training = turn["batchSize"], turn["training"]
        self.x, self.targets = x[:training], np.eye(classes, dtype=F)[y[:training]]
        held = slice(training, training + turn["validation"])
        self.held_x, self.held_y = x[held], y[held]
        self.network = Network(turn, x.shape[1], classes)
        self.batch, self.rows = n, np.arange(training)
        self.batch_x, self.batch_targets = np.empty((n, x.shape[1]), F), np.empty((n, classes), F)
        self.rng, self.at = np.random.default_rng(2), training

    def steps(self, count):
        for _ in range(count):
            if self.at >= len(self.rows):
                self.rng.shuffle(self.rows)
                self.at = 0
            rows = self.rows[self.at : self.at + self.batch]
            x, targets = self.batch_x[: len(rows)], self.batch_targets[: len(rows)]
            # Any other mode goes through a buffer; see the documentation of numpy.take.
            self.x.take(rows, axis=0, out=x, mode="clip")
            self.targets.take(rows, axis=0, out=targets, mode="clip")
            self.network.step(x, targets)
            self.at += len(rows)

    def look(self):
        return self.network.look(self.held_x, self.held_y)


def main():
    images, labels = sys.argv[1:3]
    y = read_idx(labels, 8)
    x = read_idx(images, 16).reshape(len(y), -1).astype(F)
    x *= F(1 / 255)
    classes = int(y.max()) + 1
    versions = {"numpy": np.__version__, "python": sys.version.split()[0]}
    print(json.dumps(versions), flush=True)
    for line in sys.stdin:
        turn = json.loads(line)
        training = Training(turn, x, y, classes)
        training.steps(turn["first"])
        accuracy = training.look()[1]
        seconds, begin = [], time.perf_counter()
        while len(seconds) < turn["least"] or time.perf_counter() - begin < turn["seconds"]:
            before = time.perf_counter()
            training.steps(turn["every"])
            training.look()
            seconds.append(time.perf_counter() - before)
        print(json.dumps({"accuracy": accuracy, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
