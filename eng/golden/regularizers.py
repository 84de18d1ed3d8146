#!/usr/bin/python3
"""Golden values for regularizers and constraints: Keras's formulas in double precision, gradients by central differences.

The matrix is signed(7300) of shape (6, 4), the kernel signed(7301) of shape (3, 3, 2, 4)."""
import numpy as np

import golden

MATRIX, KERNEL = golden.signed(7300, (6, 4)), golden.signed(7301, (3, 3, 2, 4))


def orthogonal(mode, factor=0.01):
    def value(w):
        x = w if mode == "rows" else w.T
        x = x / np.maximum(np.sqrt((x * x).sum(1, keepdims=True)), 1e-7)
        product, size = x @ x.T, len(x)
        return factor * 0.5 * np.abs(product * (1 - np.eye(size))).sum() / (size * (size - 1) / 2)
    return value


def regularizer(value):
    gradient = np.zeros(MATRIX.size)
    for i in range(MATRIX.size):
        h = np.zeros(MATRIX.size)
        h[i] = 1e-6
        h = h.reshape(MATRIX.shape)
        gradient[i] = (value(MATRIX + h) - value(MATRIX - h)) / 2e-6
    return {"value": float(value(MATRIX)), "gradient": gradient}


def norms(w, axes):
    return np.sqrt((w * w).sum(axes, keepdims=True))


def bounded(w, axes, least, most, rate=1.0):
    n = norms(w, axes)
    return w * (rate * np.clip(n, least, most) + (1 - rate) * n) / (1e-7 + n)


golden.write("regularizers.json", {
    "l1": regularizer(lambda w: 0.01 * np.abs(w).sum()),
    "l2": regularizer(lambda w: 0.01 * (w * w).sum()),
    "l1_l2": regularizer(lambda w: 0.02 * np.abs(w).sum() + 0.03 * (w * w).sum()),
    "orthogonal_rows": regularizer(orthogonal("rows")),
    "orthogonal_columns": regularizer(orthogonal("columns", 0.5)),
    "max_norm": bounded(MATRIX, (0,), 0, 1.2),
    "max_norm_columns": bounded(MATRIX, (1,), 0, 1.0),
    "max_norm_kernel": bounded(KERNEL, (0, 1, 2), 0, 2.3),
    "max_norm_inner": bounded(KERNEL, (1, 2), 0, 1.1),
    "non_neg": np.maximum(MATRIX, 0),
    "unit_norm": bounded(MATRIX, (0,), 1, 1),
    "min_max_norm": bounded(MATRIX, (0,), 1.3, 1.4, 0.7),
})
