#!/usr/bin/python3
"""Golden values for plain image operations: SciPy's signal and ndimage, NumPy's rot90, and a histogram equalisation written out. Images are unit(stream)."""
import numpy as np
import scipy.ndimage as nd
import scipy.signal

import golden


def channels(f, x):
    return f(x) if x.ndim == 2 else np.stack([f(x[..., c]) for c in range(x.shape[2])], -1)


def case(op, x, y, **settings):
    return {"op": op, "shape": list(x.shape), "y_shape": list(y.shape), "y": y, **settings}


GREY, COLOUR = golden.unit(9400, (9, 7)), golden.unit(9400, (6, 8, 3))
CASES = []
for x in (GREY, COLOUR):
    for kernel in ((3, 3), (4, 5), (1, 6), (5, 2)):
        k = golden.signed(9500, kernel)
        for mode in ("full", "same", "valid"):
            for boundary in ("fill", "wrap", "symm"):
                if kernel == (4, 5) or boundary == "symm" or mode == "same":
                    y = channels(lambda c: scipy.signal.convolve2d(c, k, mode, boundary, 0.3), x)
                    CASES.append(case("convolve", x, y, kernel=list(kernel), mode=mode, boundary=boundary))
    for sigma in (0.4, 1.3):
        CASES.append(case("blur", x, channels(lambda c: nd.gaussian_filter(c, sigma), x), sigma=sigma))
    for axis in (0, 1):
        CASES.append(case("sobel", x, channels(lambda c: nd.sobel(c, axis), x), axis=axis))
    for size in (2, 3, 5):
        CASES.append(case("median", x, channels(lambda c: nd.median_filter(c, size), x), size=size))
    for mode in ("constant", "nearest", "reflect", "wrap"):
        for order in (0, 1):
            for angle, reshape in ((31.7, False), (-128.3, True)):
                y = channels(lambda c: nd.rotate(c, angle, reshape=reshape, order=order, mode=mode, cval=0.2), x)
                CASES.append(case("rotate", x, y, angle=angle, reshape=reshape, order=order, mode=mode))
            y = channels(lambda c: nd.shift(c, (1.37, -2.61), order=order, mode=mode, cval=0.2), x)
            CASES.append(case("shift", x, y, order=order, mode=mode))
    for k in (0, 1, 2, 3, -1, 6):
        CASES.append(case("rot90", x, np.rot90(x, k), k=k))


def equalize(x, low, high, bins=256):
    level = np.clip(((x.astype(np.float32) - np.float32(low)) / np.float32(high - low) * bins).astype(int), 0, bins - 1)
    counts = np.bincount(level.ravel(), minlength=bins).cumsum()
    first = counts[counts > 0][0]
    return (low + (high - low) * np.maximum(0, counts - first) / (counts[-1] - first))[level]


for x in (GREY, COLOUR):
    CASES.append(case("equalize", x, channels(lambda c: equalize(c, 0, 1), x)))

kernels = []
for size, sigma in (((3, 3), 0.5), ((15, 15), 3.0), ((4, 7), 1.2), ((15, 15), 0.5)):
    y, x = np.mgrid[0:size[0], 0:size[1]].astype(float)
    y, x = y - (size[0] - 1) / 2, x - (size[1] - 1) / 2
    h = np.exp(-(x * x + y * y) / (2 * sigma * sigma))
    h[h < np.finfo(h.dtype).eps * h.max()] = 0
    kernels.append({"shape": list(size), "sigma": sigma, "y": h / h.sum()})
golden.write("image_ops.json", {"cases": CASES, "gaussians": kernels}, digits=9)
