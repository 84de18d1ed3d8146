#!/usr/bin/python3
"""Golden values for images that are resized, cropped, warped, and changed in contrast and brightness, in double precision.

Resizing is written out as a matrix of shares for rows and one for columns, and held against PyTorch where both mean the same. Warping is SciPy's
map_coordinates, whose modes 'reflect', 'nearest', 'grid-wrap' and 'grid-constant' extend an image pixel by pixel. Contrast and brightness have
their gradients from PyTorch. Image i of a list is signed(stream + i)."""
import numpy as np
import scipy.ndimage
import torch

import golden


def cubic(x, a=-0.5):
    x = np.abs(x)
    near = (a + 2) * x ** 3 - (a + 3) * x ** 2 + 1
    far = a * x ** 3 - 5 * a * x ** 2 + 8 * a * x - 4 * a
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def lanczos(radius):
    return lambda x: np.where(np.abs(x) < radius, np.sinc(x) * np.sinc(x / radius), 0)


KERNELS = {"bilinear": lambda x: np.maximum(0, 1 - np.abs(x)), "bicubic": cubic, "lanczos3": lanczos(3), "lanczos5": lanczos(5)}


def shares(interpolation, size, outputs):
    """(outputs, size): what each output takes of each input."""
    at, inputs = (np.arange(outputs) + 0.5) * size / outputs, np.arange(size)
    if interpolation == "nearest":
        return (inputs == np.minimum(np.floor(at + 1e-9), size - 1)[:, None]).astype(float)
    if interpolation == "area":
        low, high = np.arange(outputs)[:, None] * size / outputs, (np.arange(outputs)[:, None] + 1) * size / outputs
        weights = np.maximum(0, np.minimum(inputs + 1, high) - np.maximum(inputs, low))
    else:
        weights = KERNELS[interpolation](inputs + 0.5 - at[:, None])
    return weights / weights.sum(1, keepdims=True)


def resize(x, interpolation, size):
    return np.einsum("oi,qj,ijc->oqc", shares(interpolation, x.shape[0], size[0]), shares(interpolation, x.shape[1], size[1]), x)


def resized(x, interpolation, size, crop=False, pad=False, fill=0.0):
    h, w = x.shape[:2]
    like = (w * size[0] // size[1], h * size[1] // size[0])
    if crop:
        ch, cw = max(1, min(h, like[0])), max(1, min(w, like[1]))
        top, left = (h - ch) // 2, (w - cw) // 2
        x = x[top:top + ch, left:left + cw]
    if pad:
        rows, columns = max(0, like[0] - h) // 2, max(0, like[1] - w) // 2
        x = np.pad(x, ((rows, rows), (columns, columns), (0, 0)), constant_values=fill)
    return resize(x, interpolation, size)


def check_with_torch():
    def theirs(x, size, **mode):
        return torch.nn.functional.interpolate(torch.tensor(x).permute(2, 0, 1)[None], size, **mode)[0].permute(1, 2, 0).numpy()

    for shape, size in (((5, 7, 2), (8, 4)), ((6, 4, 1), (3, 8)), ((9, 9, 3), (4, 5)), ((1, 3, 1), (2, 5))):
        x = golden.signed(7500, shape)
        np.testing.assert_allclose(resize(x, "bilinear", size), theirs(x, size, mode="bilinear", align_corners=False), atol=1e-12)
        np.testing.assert_array_equal(resize(x, "nearest", size), theirs(x, size, mode="nearest-exact"))
    x = golden.signed(7501, (6, 9, 2))
    np.testing.assert_allclose(resize(x, "area", (3, 3)), theirs(x, (3, 3), mode="area"), atol=1e-12)
    # PyTorch's cubic has another a and repeats the edge: inside they are the same formula.
    x = golden.signed(7502, (20, 20, 1))
    KERNELS["bicubic"] = lambda v: cubic(v, -0.75)
    np.testing.assert_allclose(resize(x, "bicubic", (30, 25))[5:-5, 5:-5], theirs(x, (30, 25), mode="bicubic", align_corners=False)[5:-5, 5:-5], atol=1e-12)
    KERNELS["bicubic"] = cubic


def resizes():
    cases = [(i, shape, size, False, False) for i in ("area", "bicubic", "bilinear", "lanczos3", "lanczos5", "nearest")
             for shape, size in (((5, 7, 2), (8, 4)), ((6, 4, 1), (3, 8)))]
    cases += [("bilinear", (9, 5, 1), (4, 4), True, False), ("bicubic", (4, 11, 1), (6, 8), True, False), ("nearest", (7, 4, 2), (3, 3), True, False),
              ("bilinear", (9, 5, 1), (4, 4), False, True), ("bicubic", (4, 11, 1), (6, 5), False, True), ("nearest", (3, 8, 2), (5, 5), False, True)]
    return [{"interpolation": i, "shape": list(shape), "size": list(size), "crop": crop, "pad": pad, "fill": 0.75,
             "y": resized(golden.signed(7510 + n, shape), i, size, crop, pad, 0.75)} for n, (i, shape, size, crop, pad) in enumerate(cases)]


def crops():
    def crop(x, size):
        h, w = x.shape[:2]
        if h < size[0] or w < size[1]:
            return resized(x, "bilinear", size, crop=True)
        top, left = (h - size[0]) // 2, (w - size[1]) // 2
        return x[top:top + size[0], left:left + size[1]]
    cases = [((7, 6, 2), (3, 4)), ((6, 6, 1), (6, 3)), ((5, 8, 1), (7, 6)), ((4, 4, 1), (6, 9))]
    return [{"shape": list(shape), "size": list(size), "y": crop(golden.signed(7550 + n, shape), size)} for n, (shape, size) in enumerate(cases)]


MODES = {"constant": "grid-constant", "nearest": "nearest", "reflect": "reflect", "wrap": "grid-wrap"}


def warp(x, matrix, mode, order, size, fill):
    xx, xy, x0, yx, yy, y0 = matrix
    rows, columns = np.meshgrid(np.arange(size[0]), np.arange(size[1]), indexing="ij")
    at = [yx * columns + yy * rows + y0, xx * columns + xy * rows + x0]
    assert all(np.abs(np.mod(place, 1) - 0.5).min() > 1e-6 for place in at), "a place lies half-way between two pixels"
    return np.stack([scipy.ndimage.map_coordinates(x[..., c], at, order=order, mode=MODES[mode], cval=fill, prefilter=False) for c in range(x.shape[2])], -1)


def warps():
    maps = [("turned", [0.831, -0.614, 1.713, 0.587, 0.793, -1.37]), ("far outside", [-1.913, 0.317, 14.2, 0.457, 2.131, -9.31])]
    cases = [(name, m, mode, order) for name, m in maps for mode in MODES for order in (0, 1)]
    return [{"name": name, "map": m, "mode": mode, "bilinear": order == 1, "fill": -0.5,
             "y": warp(golden.signed(7600, (5, 6, 2)), m, mode, order, (6, 7), -0.5)} for name, m, mode, order in cases]


def tones():
    def tone(n, shape, scale, shift, low, high):
        x = torch.tensor(golden.signed(7700 + n, shape), requires_grad=True)
        mean = x.mean((0, 1), keepdim=True)
        y = ((x - mean) * scale + mean + shift).clamp(low, high)
        (y * torch.tensor(golden.signed(7720 + n, shape))).sum().backward()
        return {"shape": list(shape), "scale": scale, "shift": shift, "low": low, "high": high, "y": y.detach().numpy(), "dx": x.grad.numpy()}
    cases = [((5, 4, 3), 1.7, 0.0, -0.9, 0.8), ((4, 4, 1), 0.4, 0.0, -1.0, 1.0), ((3, 5, 2), 1.0, 0.3, -0.7, 0.9), ((6, 3, 1), 1.0, -0.45, -1.0, 1.0)]
    return [tone(n, *case) for n, case in enumerate(cases)]


if __name__ == "__main__":
    check_with_torch()
    golden.write("images.json", {"resizes": resizes(), "crops": crops(), "warps": warps(), "tones": tones()}, digits=12)
