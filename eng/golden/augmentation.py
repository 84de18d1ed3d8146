#!/usr/bin/python3
"""Golden values for the image generator: transforms by SciPy's affine_transform, one channel at a time, as Keras composes them about the centre size / 2 - 1/2
with height up and down; brightness by Pillow; statistics and whitening by NumPy. Image i is unit(stream + i)."""
import numpy as np
import scipy.ndimage
from PIL import Image, ImageEnhance

import golden


def matrix(shape, theta=0, tx=0, ty=0, shear=0, zx=1, zy=1):
    theta, shear = np.deg2rad(theta), np.deg2rad(shear)
    turn = np.array([[np.cos(theta), -np.sin(theta), 0], [np.sin(theta), np.cos(theta), 0], [0, 0, 1]])
    shift = np.array([[1, 0, tx], [0, 1, ty], [0, 0, 1]])
    slant = np.array([[1, -np.sin(shear), 0], [0, np.cos(shear), 0], [0, 0, 1]])
    zoom = np.diag([zx, zy, 1])
    middle = [shape[0] / 2 - 0.5, shape[1] / 2 - 0.5]
    there = np.array([[1, 0, middle[0]], [0, 1, middle[1]], [0, 0, 1]])
    back = np.array([[1, 0, -middle[0]], [0, 1, -middle[1]], [0, 0, 1]])
    return there @ turn @ shift @ slant @ zoom @ back


def transformed(x, fill, order, cval, t, horizontal, vertical, intensity):
    m = matrix(x.shape, **t)
    y = np.stack([scipy.ndimage.affine_transform(x[..., c], m[:2, :2], m[:2, 2], order=order, mode=fill, cval=cval) for c in range(x.shape[2])], -1)
    if intensity is not None:
        y = np.clip(y + intensity, y.min(), y.max())
    if horizontal:
        y = y[:, ::-1]
    if vertical:
        y = y[::-1]
    return y


TRANSFORMS = [dict(theta=17.3), dict(theta=-123.4, tx=1.3, ty=-2.6), dict(tx=3.21), dict(ty=-2.47), dict(shear=23.1), dict(zx=0.71, zy=1.33), dict(zx=-0.83, zy=2.91),
              dict(zx=3.7, zy=4.1), dict(theta=7.1, tx=0.37, ty=-1.41, shear=-9.3, zx=1.07, zy=0.94), dict(tx=-31.3, ty=44.7)]
CASES = []
for f, fill in enumerate(("constant", "nearest", "reflect", "wrap")):
    for order in range(6):
        for i, t in enumerate(TRANSFORMS):
            # SciPy 1.10's filter begins a reflected line with a number that it has overwritten, which short lines show at order 5 (4e-5 on 6 pixels).
            shape = ((7, 9, 1), (8, 6, 3))[(i + f) % 2] if order < 2 else ((13, 12, 1), (12, 14, 1))[(i + f) % 2]
            if order > 1 and i % 2 != order % 2:
                continue
            flips = (i % 3 == 1, i % 4 == 1)
            intensity = 0.2 if i % 5 == 4 else None
            y = transformed(golden.unit(9100, shape), fill, order, 0.3, t, *flips, intensity)
            CASES.append({"fill": fill, "order": order, "shape": list(shape), "horizontal": flips[0], "vertical": flips[1], "intensity": intensity,
                          **{k: t.get(k, 1 if k[0] == "z" else 0) for k in ("theta", "tx", "ty", "shear", "zx", "zy")}, "y": y.astype(np.float32)})


def brightness(x, factor):
    image = Image.fromarray(x.astype(np.uint8)[..., 0] if x.shape[2] == 1 else x.astype(np.uint8))
    return np.asarray(ImageEnhance.Brightness(image).enhance(factor)).reshape(x.shape)


def zca(x, epsilon=1e-6):
    flat = x.reshape(len(x), -1)
    u, s, _ = np.linalg.svd(flat.T, full_matrices=False)
    w = (u * (np.sqrt(len(x)) / (s + epsilon))) @ u.T
    return (flat[:3] @ w).reshape((3,) + x.shape[1:])


def statistics(n, shape):
    x = golden.unit(9200, (n,) + shape)
    mean, std = x.mean((0, 1, 2)), x.std((0, 1, 2))
    featurewise = (x - mean) / (std + 1e-6)
    samplewise = (x[0] - x[0].mean()) / (x[0].std() + 1e-6)
    return {"count": n, "shape": list(shape), "featurewise": featurewise[:2], "samplewise": samplewise, "zca": zca(x - mean)}


BYTES = np.floor(golden.unit(9300, (6, 5, 3)) * 256)
golden.write("augmentation.json", {
    "cases": CASES, "brightness": [{"factor": b, "y": brightness(BYTES, b).astype(float)} for b in (0.37, 1.0, 1.7)],
    "statistics": [statistics(12, (2, 2, 2)), statistics(40, (3, 2, 2)), statistics(5, (3, 3, 1))]}, digits=9)
