"""Writes golden.json: what SciPy says of samples, pairs, counts and families of p-values.

Made with Python 3.11, NumPy 2.4.6, SciPy 1.17.1, in double precision. Run it in this folder:

    python golden.py

The samples are drawn with seed 20261121, but for a few by hand.
"""

import json

import numpy as np
import scipy
from scipy import stats

random = np.random.default_rng(20261121)


def sample(values):
    values = np.asarray(values, dtype=float)
    low, high = stats.t.interval(
        0.95, len(values) - 1, loc=values.mean(), scale=stats.sem(values)
    )
    return {
        "values": values.tolist(),
        "mean": float(values.mean()),
        "deviation": float(values.std(ddof=1)),
        "low": float(low),
        "high": float(high),
    }


def pair(first, second):
    first = np.asarray(first, dtype=float)
    second = np.asarray(second, dtype=float)
    result = stats.ttest_rel(first, second)
    interval = result.confidence_interval(0.95)
    return {
        "first": first.tolist(),
        "second": second.tolist(),
        "mean": float((first - second).mean()),
        "low": float(interval.low),
        "high": float(interval.high),
        "t": float(result.statistic),
        "p": float(result.pvalue),
    }


def mcnemar(first, second):
    p = stats.binomtest(first, first + second, 0.5).pvalue
    return {"onlyFirst": first, "onlySecond": second, "p": float(p)}


def holm(p):
    # By the definition, step by step, since SciPy has no Holm.
    order = sorted(range(len(p)), key=lambda i: p[i])
    corrected = [0.0] * len(p)
    least = 0.0
    for k, i in enumerate(order):
        least = max(least, min(1.0, (len(p) - k) * p[i]))
        corrected[i] = least
    return {"p": p, "corrected": corrected}


golden = {
    "scipy": scipy.__version__,
    "numpy": np.__version__,
    "samples": [
        sample([0.9131, 0.9098]),
        sample([0.91, 0.92, 0.905, 0.93, 0.915]),
        sample(random.normal(0.94, 0.004, 10)),
        sample(random.normal(-3, 100, 30)),
    ],
    "pairs": [
        pair([0.9404, 0.9391, 0.9412], [0.9301, 0.9333, 0.9310]),
        pair([0.91, 0.92, 0.905, 0.93, 0.915], [0.905, 0.921, 0.9, 0.922, 0.917]),
        pair(random.normal(0.94, 0.004, 10), random.normal(0.94, 0.004, 10)),
        pair(random.normal(0.96, 0.001, 5), random.normal(0.94, 0.001, 5)),
    ],
    "mcnemar": [
        mcnemar(24, 18),
        mcnemar(45, 20),
        mcnemar(0, 5),
        mcnemar(1, 0),
        mcnemar(7, 7),
        mcnemar(301, 402),
        mcnemar(92, 19),
    ],
    "holm": [
        holm([0.01, 0.04, 0.03]),
        holm([0.5, 0.6, 0.7, 0.8]),
        holm([0.001, 0.2, 0.012, 0.012, 0.9]),
        holm([0.04]),
    ],
}

with open("golden.json", "w") as file:
    json.dump(golden, file, indent=1)
    file.write("\n")
