#!/usr/bin/python3
"""Golden values for changes of colours: Keras's formulas written in NumPy, hue and saturation by Python's colorsys, smoothing and blurring by SciPy with zeros
beyond the edges, perspective by OpenCV's definition solved with NumPy, elastic reading by SciPy's map_coordinates. Images are unit(stream)."""
import colorsys

import numpy as np
import scipy.ndimage as nd

import golden

X = golden.unit(9600, (7, 6, 3))


def tint(x, turn, saturation):
    def pixel(p):
        h, s, v = colorsys.rgb_to_hsv(*p)
        return colorsys.hsv_to_rgb((h + turn) % 1, min(1, s * saturation), v)
    return np.array([pixel(p) for p in x.reshape(-1, 3)]).reshape(x.shape)


def fade(x, share):
    grey = x @ [0.2989, 0.5870, 0.1140]
    return np.clip(x + share * (grey[..., None] - x), 0, 1)


def solarize(x, addition, threshold):
    v = np.clip(x + addition, 0, 1)
    return np.where(v < threshold, v, 1 - v)


def posterize(x, bits):
    shift = 8 - bits
    return ((x.astype(np.float32) * np.float32(255)).astype(np.uint8) >> shift << shift) / 255


def stretch(x):
    low, high = x.min((0, 1)), x.max((0, 1))
    return (x - low) / (high - low)


def equalize(x, bins):
    def channel(c):
        bytes_ = c.astype(np.float32) * np.float32(255)
        index = np.clip((bytes_ * np.float32((bins - 1) / 255)).astype(int), 0, bins - 1)
        counts = np.bincount(index.ravel(), minlength=bins).cumsum()
        first = counts[counts > 0][0]
        return np.round((counts - first) * 255 / (counts[-1] - first))[index] / 255
    return np.stack([channel(x[..., c]) for c in range(3)], -1)


def soften(x, share):
    k = np.full((3, 3), 1 / 13)
    k[1, 1] = 5 / 13
    smooth = np.stack([nd.convolve(x[..., c], k, mode="constant") for c in range(3)], -1)
    return np.clip(x + share * (smooth - x), 0, 1)


def blur(x, down, across):
    y = nd.convolve1d(x, down, axis=0, mode="constant")
    return nd.convolve1d(y, across, axis=1, mode="constant")


def perspective(x, corners):
    h, w = x.shape[:2]
    image = [(0, 0), (w - 1, 0), (w - 1, h - 1), (0, h - 1)]
    a, b = [], []
    for (u, v), (p, q) in zip(image, corners):
        a += [[p, q, 1, 0, 0, 0, -u * p, -u * q], [0, 0, 0, p, q, 1, -v * p, -v * q]]
        b += [u, v]
    m = np.append(np.linalg.solve(a, b), 1).reshape(3, 3)
    r, c = np.mgrid[0:h, 0:w]
    at = m @ np.stack([c.ravel(), r.ravel(), np.ones(h * w)])
    rows, columns = at[1] / at[2], at[0] / at[2]
    return np.stack([nd.map_coordinates(x[..., k], [rows, columns], order=1, mode="grid-constant", cval=0.3).reshape(h, w) for k in range(3)], -1)


CORNERS = [(0.7, 0.4), (4.6, 0.9), (4.1, 5.2), (0.2, 5.7)]
golden.write("colours.json", {
    "tint": [{"turn": t, "saturation": s, "y": tint(X, t, s)} for t, s in ((0.21, 1), (-0.37, 1), (0, 0.4), (0, 2.3), (0.5, 0.8))],
    "fade": [{"share": s, "y": fade(X, s)} for s in (0.3, 1.0, -0.8)],
    "solarize": [{"addition": a, "threshold": t, "y": solarize(X, a, t)} for a, t in ((0, 0), (0.2, 0.6))],
    "posterize": [{"bits": b, "y": posterize(X, b)} for b in (1, 3, 8)],
    "stretch": stretch(X * 0.6 + 0.1), "equalize": [{"bins": b, "y": equalize(X, b)} for b in (256, 16)],
    "soften": [{"share": s, "y": soften(X, s)} for s in (0.7, -1.0)],
    "blur": blur(X, np.array([0.25, 0.5, 0.25]), np.array([0.1, 0.2, 0.4, 0.2, 0.1])),
    "corners": np.array(CORNERS), "perspective": perspective(X, CORNERS)}, digits=9)
