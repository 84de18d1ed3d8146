#!/usr/bin/python3
"""Golden values of resizing 8-bit images: Pillow's own, to the bit, and tf.image.resize's in double precision: its kernels written out as shares for rows and
columns (see images.py), with antialiasing the kernel as wide as the image gets smaller, held against PyTorch's antialiased bilinear and bicubic."""
import numpy as np
import torch
from PIL import Image

import golden
from images import KERNELS, shares

SIZES = (((11, 17, 3), (5, 6)), ((11, 17, 3), (23, 20)), ((9, 8, 1), (9, 3)), ((9, 8, 1), (4, 8)), ((4, 3, 3), (1, 1)))
PILLOW = {"nearest": Image.NEAREST, "bilinear": Image.BILINEAR, "area": Image.BOX, "bicubic": Image.BICUBIC, "lanczos3": Image.LANCZOS}


def pixels(stream, shape):
    return np.floor(golden.unit(stream, shape) * 256).astype(np.uint8)


def antialiased(interpolation, size, outputs):
    if interpolation in ("nearest", "area"):
        return shares(interpolation, size, outputs)
    scale = size / outputs
    weights = KERNELS[interpolation]((np.arange(size) + 0.5 - (np.arange(outputs)[:, None] + 0.5) * scale) / max(1, scale))
    return weights / weights.sum(1, keepdims=True)


def resize(x, interpolation, size, antialias):
    of = antialiased if antialias else shares
    return np.einsum("oi,qj,ijc->oqc", of(interpolation, x.shape[0], size[0]), of(interpolation, x.shape[1], size[1]), x.astype(float))


def check_with_torch():
    for shape, size in SIZES:
        x = pixels(7700, shape)
        for mode in ("bilinear", "bicubic"):
            theirs = torch.nn.functional.interpolate(torch.tensor(x.astype(float)).permute(2, 0, 1)[None], size, mode=mode, antialias=True, align_corners=False)
            np.testing.assert_allclose(resize(x, mode, size, True), theirs[0].permute(1, 2, 0).numpy(), atol=1e-9)


def pillow(x, interpolation, size):
    image = Image.fromarray(x[..., 0] if x.shape[2] == 1 else x)
    return np.asarray(image.resize((size[1], size[0]), PILLOW[interpolation])).reshape(*size, x.shape[2])


def case(like, interpolation, antialias, shape, size, values):
    return {"like": like, "interpolation": interpolation, "antialias": antialias, "shape": list(shape), "size": list(size), "values": np.asarray(values, float).reshape(-1).tolist()}


check_with_torch()
tensorflow = [case("tensorflow", i, a, shape, size, resize(pixels(7700, shape), i, size, a))
              for i in ("nearest", "bilinear", "area", "bicubic", "lanczos3", "lanczos5") for a in (False, True) for shape, size in SIZES]
whole = [case("pillow", i, True, shape, size, pillow(pixels(7700, shape), i, size)) for i in PILLOW for shape, size in SIZES]
golden.FOLDER = golden.FOLDER.replace("Hornbill.Tests", "Hornbill.Images.Tests")
golden.write("resizes.json", {"cases": tensorflow + whole}, digits=9)
