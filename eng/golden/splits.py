#!/usr/bin/python3
"""Golden values for splits: the numbers of samples that scikit-learn's splitters give, and NumPy's legacy permutations behind them.

Labels are words(stream) mod classes. Long splits are told by the sum of (place + 1) × number, the first and the last numbers."""
import numpy as np
import sklearn.model_selection as s

import golden


def labels(stream, n, classes):
    return (golden.words(stream, n) % np.uint64(classes)).astype(int)


def told(numbers):
    numbers = np.asarray(numbers, dtype=np.int64)
    return {"count": len(numbers), "sum": int(((np.arange(len(numbers)) + 1) * numbers).sum()), "first": numbers[:20].tolist(), "last": numbers[-5:].tolist()}


def case(name, n, classes, splitter, **settings):
    y = labels(9000, n, classes)
    splits = [[told(train), told(test)] for train, test in splitter(**settings).split(np.zeros(n), y)]
    return {"name": name, "count": n, "classes": classes, "splits": splits,
            "folds": settings.get("n_splits", 0), "repeats": settings.get("n_repeats", 0), "shuffle": settings.get("shuffle", False),
            "test": settings.get("test_size"), "train": settings.get("train_size"), "seed": settings.get("random_state") or 0}


def split(n, stratify, **settings):
    y = labels(9000, n, 10)
    train, test = s.train_test_split(np.arange(n), stratify=y if stratify else None, **settings)
    return {"count": n, "stratify": stratify, "shuffle": settings.get("shuffle", True), "test": settings.get("test_size"), "train": settings.get("train_size"),
            "seed": settings.get("random_state") or 0, "trained": told(train), "tested": told(test)}


CASES = [case("KFold", n, 4, s.KFold, **k) for n in (10, 53) for k in (
    dict(n_splits=5), dict(n_splits=3), dict(n_splits=5, shuffle=True, random_state=0), dict(n_splits=7, shuffle=True, random_state=12345))]
CASES += [case("StratifiedKFold", n, c, s.StratifiedKFold, **k) for n, c in ((30, 3), (101, 7)) for k in (
    dict(n_splits=5), dict(n_splits=3, shuffle=True, random_state=1), dict(n_splits=5, shuffle=True, random_state=4294967295))]
CASES += [case("RepeatedKFold", 23, 4, s.RepeatedKFold, n_splits=4, n_repeats=3, random_state=7),
          case("RepeatedStratifiedKFold", 60, 4, s.RepeatedStratifiedKFold, n_splits=4, n_repeats=3, random_state=7)]
CASES += [case(kind.__name__, 97, 5, kind, **k) for kind in (s.ShuffleSplit, s.StratifiedShuffleSplit) for k in (
    dict(n_splits=3, test_size=0.25, random_state=0), dict(n_splits=2, train_size=0.5, random_state=3),
    dict(n_splits=2, test_size=20, train_size=30, random_state=4), dict(n_splits=2, test_size=0.3, train_size=0.2, random_state=5), dict(n_splits=2, random_state=6))]
TRAIN_TEST = [split(n, stratify, **k) for n in (100, 10000) for stratify in (False, True) for k in (
    dict(test_size=0.25, random_state=0), dict(random_state=1), dict(test_size=0.1, random_state=42), dict(train_size=60, test_size=20, random_state=2))]
TRAIN_TEST.append(split(50, False, test_size=0.3, shuffle=False))

golden.write("splits.json", {
    "words": [int(w) for w in np.random.RandomState(0).randint(0, 2 ** 32, 700, dtype=np.uint32)[[0, 1, 2, 622, 623, 624, 699]]],
    "permutations": [{"seed": seed, "count": n, "told": told(np.random.RandomState(seed).permutation(n))} for seed, n in ((0, 10), (1, 1000), (4294967295, 70000), (5, 1), (5, 0))],
    "cases": CASES, "train_test": TRAIN_TEST})
