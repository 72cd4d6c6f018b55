#!/usr/bin/env python3
"""The workloads in NumPy by hand: float32, forward and backward written out, in place.

Speaks the protocol of dev.layerwise.benchmarks.compare.Conductor: commands come on standard input,
replies that begin with "@ " go to standard output. The number of BLAS threads is set by the
environment before this starts (OPENBLAS_NUM_THREADS and its likes).

What keeps it fast: every array is allocated once; all parameters lie in one flat array and all
gradients in another, so that an update is a few calls whatever the number of layers; biases' sums
are products with a vector of ones; the mean's 1/n is folded into the learning rate; an L2 penalty
shrinks the weights instead of entering the gradient; the loss, which no update needs, is not
computed.
"""
import argparse
import gzip
import os
import sys
import time

import numpy as np

F = np.float32


def read_idx(folder, name, header):
    for path in (os.path.join(folder, name), os.path.join(folder, name + ".gz")):
        if os.path.exists(path):
            opener = gzip.open if path.endswith(".gz") else open
            with opener(path, "rb") as file:
                return np.frombuffer(file.read(), dtype=np.uint8, offset=header)
    raise FileNotFoundError(os.path.join(folder, name))


def images(folder, part):
    return read_idx(folder, part + "-images-idx3-ubyte", 16).reshape(-1, 784)


def labels(folder, part):
    return read_idx(folder, part + "-labels-idx1-ubyte", 8)


class Scaling:
    """Pixels to [0, 1], or to mean 0 and standard deviation 1 per pixel over the training set."""

    def __init__(self, standardised, training):
        self.offset = F(0)
        self.factor = F(1 / 255)
        if standardised:
            self.offset = training.mean(axis=0, dtype=np.float64).astype(F)
            deviation = training.std(axis=0, dtype=np.float64)
            self.factor = np.divide(
                1, deviation, out=np.zeros_like(deviation), where=deviation > 0
            ).astype(F)

    def __call__(self, pixels):
        x = pixels.astype(F)
        x -= self.offset
        x *= self.factor
        return x


class BatchNorm:
    def __init__(self, n, units, gamma, beta, dgamma, dbeta):
        self.gamma, self.beta, self.dgamma, self.dbeta = gamma, beta, dgamma, dbeta
        gamma[:] = 1
        self.mean, self.variance, self.inverse, self.slope = (
            np.empty(units, F) for _ in range(4)
        )
        self.running_mean, self.running_variance = np.zeros(units, F), np.ones(units, F)
        self.normalised, self.scratch = np.empty((n, units), F), np.empty((n, units), F)

    def forward(self, h, ones):
        n = len(h)
        x, scratch = self.normalised[:n], self.scratch[:n]
        np.dot(ones, h, out=self.mean)
        self.mean *= F(1 / n)
        np.subtract(h, self.mean, out=x)
        np.multiply(x, x, out=scratch)
        np.dot(ones, scratch, out=self.variance)
        self.variance *= F(1 / n)
        np.add(self.variance, F(1e-5), out=self.inverse)
        np.sqrt(self.inverse, out=self.inverse)
        np.reciprocal(self.inverse, out=self.inverse)
        x *= self.inverse
        np.multiply(x, self.gamma, out=scratch)
        scratch += self.beta
        self.running_mean *= F(0.9)
        self.mean *= F(0.1)
        self.running_mean += self.mean
        self.running_variance *= F(0.9)
        self.variance *= F(0.1 * n / max(1, n - 1))
        self.running_variance += self.variance
        return scratch

    def backward(self, dy, ones):
        """In place: dy becomes the gradient of the input."""
        n = len(dy)
        x, scratch = self.normalised[:n], self.scratch[:n]
        np.dot(ones, dy, out=self.dbeta)
        np.multiply(dy, x, out=scratch)
        np.dot(ones, scratch, out=self.dgamma)
        np.multiply(self.dgamma, F(1 / n), out=self.slope)
        x *= self.slope
        dy -= x
        np.multiply(self.dbeta, F(1 / n), out=self.slope)
        dy -= self.slope
        np.multiply(self.gamma, self.inverse, out=self.slope)
        dy *= self.slope

    def infer(self, h):
        scale = self.gamma / np.sqrt(self.running_variance + F(1e-5))
        h -= self.running_mean
        h *= scale
        h += self.beta


class Network:
    def __init__(self, options, seed=1):
        widths = [784] + options.hidden + [10]
        n = options.batch
        self.options = options
        self.layers = len(widths) - 1
        shapes = [(d, u) for d, u in zip(widths, widths[1:])]
        self.weight_count = sum(d * u for d, u in shapes)
        norm_units = options.hidden if options.batch_norm else []
        total = self.weight_count + sum(widths[1:]) + 2 * sum(norm_units)
        self.values, self.gradients = np.zeros(total, F), np.zeros(total, F)
        self.velocity = np.zeros(total, F) if options.momentum > 0 else None
        at = 0

        def take(count, shape):
            nonlocal at
            views = [a[at : at + count].reshape(shape) for a in (self.values, self.gradients)]
            at += count
            return views

        weights = [take(d * u, (d, u)) for d, u in shapes]
        biases = [take(u, (u,)) for u in widths[1:]]
        self.W, self.dW = zip(*weights)
        self.b, self.db = zip(*biases)
        self.norms = []
        for u in norm_units:
            (gamma, dgamma), (beta, dbeta) = take(u, (u,)), take(u, (u,))
            self.norms.append(BatchNorm(n, u, gamma, beta, dgamma, dbeta))
        rng = np.random.Generator(np.random.SFC64(seed))
        for W in self.W:
            W[:] = rng.standard_normal(W.shape, dtype=F) * F(np.sqrt(2 / W.shape[0]))
        self.rng = rng
        self.z = [np.empty((n, u), F) for u in widths[1:]]
        self.dz = [np.empty((n, u), F) for u in widths[1:-1]]
        self.active = [np.empty((n, u), bool) for u in widths[1:-1]]
        drops = options.hidden if options.dropout > 0 else []
        self.random = [np.empty((n, u), F) for u in drops]
        self.keep = [np.empty((n, u), F) for u in drops]
        self.column = np.empty((n, 1), F)
        self.ones = np.ones(n, F)

    def step(self, x, targets):
        """One update; targets are one-hot rows."""
        n, o, last = len(x), self.options, self.layers - 1
        ones = self.ones[:n]
        inputs, h = [x], x
        for i in range(last):
            z = self.z[i][:n]
            np.dot(h, self.W[i], out=z)
            z += self.b[i]
            np.maximum(z, 0, out=z)
            h = z
            if o.batch_norm:
                h = self.norms[i].forward(z, ones)
                # The backward pass writes over its scratch; the next layer needs this until then.
            if o.dropout > 0:
                random, keep = self.random[i][:n], self.keep[i][:n]
                self.rng.random(out=random, dtype=F)
                np.greater_equal(random, F(o.dropout), out=keep, casting="unsafe")
                keep *= F(1 / (1 - o.dropout))
                h *= keep
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
            np.dot(ones, gradient, out=self.db[i])
            if i > 0:
                dh = self.dz[i - 1][:n]
                np.dot(gradient, self.W[i].T, out=dh)
                if o.dropout > 0:
                    dh *= self.keep[i - 1][:n]
                if o.batch_norm:
                    self.norms[i - 1].backward(dh, ones)
                active = self.active[i - 1][:n]
                np.greater(self.z[i - 1][:n], 0, out=active)
                dh *= active
                gradient = dh
        self.update(n)

    def update(self, n):
        o = self.options
        if o.l2 > 0:
            self.values[: self.weight_count] *= F(1 - o.rate * o.l2)
        self.gradients *= F(o.rate / n)
        if self.velocity is None:
            self.values -= self.gradients
        else:
            self.velocity *= F(o.momentum)
            self.velocity -= self.gradients
            self.values += self.velocity

    def logits(self, x):
        h = x
        for i in range(self.layers):
            h = h @ self.W[i]
            h += self.b[i]
            if i < self.layers - 1:
                np.maximum(h, 0, out=h)
                if self.options.batch_norm:
                    self.norms[i].infer(h)
        return h


class Training:
    """Steps without end over the shuffled training set."""

    def __init__(self, options, network, x, y):
        self.options, self.network, self.x = options, network, x
        self.targets = np.eye(10, dtype=F)[y]
        self.batch = np.empty((options.batch, 784), F)
        self.batch_targets = np.empty((options.batch, 10), F)
        self.rng = np.random.Generator(np.random.SFC64(2))
        self.order = np.arange(len(x))
        self.at = len(x)
        self.examples = 0

    def step(self):
        if self.at >= len(self.order):
            self.rng.shuffle(self.order)
            self.at = 0
        rows = self.order[self.at : self.at + self.options.batch]
        n = len(rows)
        x, targets = self.batch[:n], self.batch_targets[:n]
        # Any other mode goes through a buffer; see the documentation of numpy.take.
        self.x.take(rows, axis=0, out=x, mode="clip")
        self.targets.take(rows, axis=0, out=targets, mode="clip")
        self.network.step(x, targets)
        self.at += n
        self.examples += n


def accuracy(network, x, y):
    right = 0
    for i in range(0, len(x), 1024):
        right += int((network.logits(x[i : i + 1024]).argmax(axis=1) == y[i : i + 1024]).sum())
    return right / len(x)


def predict_one(network, x, seconds):
    clock, times, i = time.perf_counter_ns, [], 0
    rows = [x[k : k + 1] for k in range(len(x))]
    W1, b1, W2, b2 = network.W[0], network.b[0], network.W[1], network.b[1]
    hidden, out = np.empty((1, len(b1)), F), np.empty((1, len(b2)), F)
    end = clock() + int(seconds * 1e9)
    before = clock()
    while before < end:
        np.dot(rows[i], W1, out=hidden)
        np.add(hidden, b1, out=hidden)
        np.maximum(hidden, 0, out=hidden)
        np.dot(hidden, W2, out=out)
        np.add(out, b2, out=out)
        out.argmax()
        after = clock()
        times.append(after - before)
        i = i + 1 if i + 1 < len(rows) else 0
        before = clock()
    times.sort()
    return times[len(times) // 2], times[len(times) * 99 // 100], len(times)


def predict_many(network, x, seconds, block=1024):
    W1, b1, W2, b2 = network.W[0], network.b[0], network.W[1], network.b[1]
    hidden, out = np.empty((block, len(b1)), F), np.empty((block, len(b2)), F)
    classes = np.empty(block, np.intp)
    done, began = 0, time.perf_counter_ns()
    end = began + int(seconds * 1e9)
    while time.perf_counter_ns() < end:
        for i in range(0, len(x), block):
            rows = x[i : i + block]
            n = len(rows)
            np.dot(rows, W1, out=hidden[:n])
            np.add(hidden[:n], b1, out=hidden[:n])
            np.maximum(hidden[:n], 0, out=hidden[:n])
            np.dot(hidden[:n], W2, out=out[:n])
            np.add(out[:n], b2, out=out[:n])
            out[:n].argmax(axis=1, out=classes[:n])
        done += len(x)
    return done, time.perf_counter_ns() - began


def answer(description, training, score, one, many):
    """Answers commands until told to quit, or until there are no more."""

    def reply(*words):
        print("@", *words, flush=True)

    reply("ready", description)
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "train":
            seconds, least = float(arguments[0]), int(arguments[1])
            before, began = training.examples, time.perf_counter_ns()
            end = began + int(seconds * 1e9)
            while time.perf_counter_ns() < end or training.examples - before < least:
                training.step()
            reply("trained", training.examples - before, time.perf_counter_ns() - began)
        elif command == "score":
            reply("accuracy", score())
        elif command == "one":
            reply("latency", *one(float(arguments[0])))
        elif command == "many":
            reply("predicted", *many(float(arguments[0])))
        elif command == "quit":
            return
        else:
            sys.exit("unknown command: " + line)


def serve(options):
    pixels = images(options.data, "train")[:48000]
    scaling = Scaling(options.standardised, pixels)
    network = Network(options)
    training = Training(
        options, network, scaling(pixels), labels(options.data, "train")[:48000]
    )
    test, test_labels = scaling(images(options.data, "t10k")), labels(options.data, "t10k")
    answer(
        "NumPy " + np.__version__,
        training,
        lambda: accuracy(network, test, test_labels),
        lambda seconds: predict_one(network, test, seconds),
        lambda seconds: predict_many(network, test, seconds),
    )


def whole(options):
    """The whole process: read, train one epoch, evaluate on the test set."""
    pixels = images(options.data, "train")[:48000]
    scaling = Scaling(options.standardised, pixels)
    network = Network(options)
    training = Training(
        options, network, scaling(pixels), labels(options.data, "train")[:48000]
    )
    while training.examples < len(training.x):
        training.step()
    test, test_labels = scaling(images(options.data, "t10k")), labels(options.data, "t10k")
    print("@ accuracy", accuracy(network, test, test_labels), flush=True)


def parse(description):
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    parser.add_argument("--data", required=True, help="folder of the four IDX files")
    parser.add_argument("--hidden", default="", help="hidden units, such as 20,7,5")
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--momentum", type=float, default=0)
    parser.add_argument("--l2", type=float, default=0)
    parser.add_argument("--dropout", type=float, default=0)
    parser.add_argument("--batch-norm", action="store_true")
    parser.add_argument("--standardised", action="store_true")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--threads", type=int, default=1, help="for the record; see above")
    options = parser.parse_args()
    options.hidden = [int(units) for units in options.hidden.split(",") if units]
    return options


def main():
    options = parse(__doc__)
    (whole if options.whole else serve)(options)


if __name__ == "__main__":
    main()
