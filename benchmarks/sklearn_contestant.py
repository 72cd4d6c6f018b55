#!/usr/bin/env python3
"""The workloads in scikit-learn: MLPClassifier, through its public partial_fit.

Speaks the protocol of dev.layerwise.benchmarks.compare.Conductor, as numpy_contestant.py does, from
which this takes its images. MLPClassifier has neither dropout nor batch norm: where a workload asks
for dropout this goes without. Its L2 term is divided by the rows of a mini-batch, so that alpha is
multiplied by them.
"""
import time
import warnings

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

import numpy_contestant as common


class Training:
    """partial_fit over parts of the shuffled training set: an epoch each, or some mini-batches
    where an epoch would be longer than a turn."""

    def __init__(self, options, x, y):
        self.x, self.y, self.batch = x, y, options.batch
        self.model = MLPClassifier(
            hidden_layer_sizes=tuple(options.hidden),
            activation="relu",
            solver="sgd",
            alpha=options.l2 * options.batch,
            batch_size=options.batch,
            learning_rate_init=options.rate,
            momentum=options.momentum,
            nesterovs_momentum=False,
            random_state=1,
        )
        wide = max(options.hidden, default=0) > 200
        self.part = min(len(x), 16 * options.batch if wide else len(x))
        self.rng = np.random.Generator(np.random.SFC64(2))
        self.order = np.arange(len(x))
        self.at = len(x)
        self.examples = 0

    def step(self):
        if self.part == len(self.x):
            # It shuffles by itself.
            rows_x, rows_y = self.x, self.y
        else:
            if self.at >= len(self.order):
                self.rng.shuffle(self.order)
                self.at = 0
            rows = self.order[self.at : self.at + self.part]
            self.at += self.part
            rows_x, rows_y = self.x[rows], self.y[rows]
        # The last part of an epoch may be smaller than a mini-batch.
        if len(rows_x) >= self.batch:
            self.model.partial_fit(rows_x, rows_y, classes=np.arange(10))
            self.examples += len(rows_x)

    def accuracy(self, x, y):
        return float((self.model.predict(x) == y).mean())

    def logits(self, x):
        """Without the checks of predict, which take longer than one prediction."""
        return self.model._forward_pass_fast(x, check_input=False)


def predict_one(training, x, seconds):
    clock, times, i = time.perf_counter_ns, [], 0
    rows = [x[k : k + 1] for k in range(len(x))]
    end = clock() + int(seconds * 1e9)
    before = clock()
    while before < end:
        training.logits(rows[i]).argmax()
        after = clock()
        times.append(after - before)
        i = i + 1 if i + 1 < len(rows) else 0
        before = clock()
    times.sort()
    return times[len(times) // 2], times[len(times) * 99 // 100], len(times)


def predict_many(training, x, seconds, block=1024):
    done, began = 0, time.perf_counter_ns()
    end = began + int(seconds * 1e9)
    while time.perf_counter_ns() < end:
        for i in range(0, len(x), block):
            training.logits(x[i : i + block]).argmax(axis=1)
        done += len(x)
    return done, time.perf_counter_ns() - began


def main():
    options = common.parse(__doc__)
    warnings.filterwarnings("ignore")
    pixels = common.images(options.data, "train")[:48000]
    scaling = common.Scaling(options.standardised, pixels)
    labels = common.labels(options.data, "train")[:48000].astype(np.int64)
    training = Training(options, scaling(pixels), labels)

    def test():
        return (
            scaling(common.images(options.data, "t10k")),
            common.labels(options.data, "t10k"),
        )

    if options.whole:
        while training.examples < len(training.x):
            training.step()
        print("@ accuracy", training.accuracy(*test()), flush=True)
        return
    x, y = test()
    common.answer(
        "scikit-learn " + sklearn.__version__ + " with NumPy " + np.__version__,
        training,
        lambda: training.accuracy(x, y),
        lambda seconds: predict_one(training, x, seconds),
        lambda seconds: predict_many(training, x, seconds),
    )


if __name__ == "__main__":
    main()
