#!/usr/bin/python3
"""Golden values for the convolution layers: PyTorch in double precision behind Keras's shape rules, which are written out here.

Values of two samples, and the gradients of the mean over samples of the sum of y x dy, by the input and by each weight. Input, weights (kernels, then the
bias) and dy are signed(stream), signed(stream + 1), ... in this order, so that C# makes them alike."""
import numpy as np
import torch
import torch.nn.functional as F

import golden

SAMPLES = 2
CASES = {
    "conv2d": dict(layer="Conv2D", input=(5, 6, 2), filters=3, kernel=(3, 2)),
    "conv2d, same, strides": dict(layer="Conv2D", input=(6, 7, 2), filters=3, kernel=(3, 4), strides=(2, 3), padding="same"),
    "conv2d, same, even kernel, dilation": dict(layer="Conv2D", input=(6, 5, 2), filters=2, kernel=(2, 3), dilation=(3, 2), padding="same"),
    "conv2d, groups": dict(layer="Conv2D", input=(5, 5, 4), filters=6, kernel=(3, 3), groups=2, padding="same"),
    "conv2d, groups, strides": dict(layer="Conv2D", input=(6, 5, 6), filters=3, kernel=(2, 3), groups=3, strides=(2, 2), padding="same"),
    "conv2d, a group for each channel": dict(layer="Conv2D", input=(5, 4, 3), filters=6, kernel=(3, 3), groups=3),
    "conv1d, same, strides": dict(layer="Conv1D", input=(10, 3), filters=4, kernel=(4,), strides=(3,), padding="same"),
    "conv1d, causal, dilation": dict(layer="Conv1D", input=(9, 2), filters=3, kernel=(3,), dilation=(2,), padding="causal"),
    "conv1d, causal, strides, groups": dict(layer="Conv1D", input=(9, 4), filters=4, kernel=(3,), strides=(2,), groups=2, padding="causal"),
    "depthwise": dict(layer="DepthwiseConv2D", input=(6, 5, 3), kernel=(3, 2)),
    "depthwise, same, strides, multiplier": dict(layer="DepthwiseConv2D", input=(6, 7, 3),
                                                 kernel=(3, 3), strides=(2, 2), multiplier=2, padding="same"),
    "depthwise, dilation": dict(layer="DepthwiseConv2D", input=(7, 6, 2), kernel=(2, 3), dilation=(2, 2), padding="same"),
    "depthwise, one channel": dict(layer="DepthwiseConv2D", input=(7, 7, 1), kernel=(7, 7), strides=(3, 3)),
    "separable": dict(layer="SeparableConv2D", input=(5, 6, 2), filters=4, kernel=(3, 3)),
    "separable, same, strides, multiplier": dict(layer="SeparableConv2D", input=(6, 6, 2), filters=3,
                                                 kernel=(3, 2), strides=(2, 2), multiplier=2, padding="same"),
    "transposed": dict(layer="Conv2DTranspose", input=(4, 5, 2), filters=3, kernel=(3, 2)),
    "transposed, strides": dict(layer="Conv2DTranspose", input=(3, 4, 2), filters=2, kernel=(2, 3), strides=(3, 2)),
    "transposed, same": dict(layer="Conv2DTranspose", input=(4, 3, 2), filters=2, kernel=(3, 4), padding="same"),
    "transposed, same, strides": dict(layer="Conv2DTranspose", input=(3, 4, 2), filters=2, kernel=(3, 3), strides=(2, 2), padding="same"),
    "transposed, same, dilation": dict(layer="Conv2DTranspose", input=(4, 4, 2), filters=2, kernel=(2, 3), dilation=(2, 2), padding="same"),
    "transposed, output padding": dict(layer="Conv2DTranspose", input=(3, 3, 2), filters=2,
                                       kernel=(3, 2), strides=(2, 3), output_padding=(1, 2), torch=(0, (1, 2))),
    "transposed, as PyTorch's padding 1": dict(layer="Conv2DTranspose", input=(3, 4, 2), filters=2,
                                               kernel=(4, 4), strides=(2, 2), padding="same", torch=(1, 0)),
    "transposed, same, output padding 0": dict(layer="Conv2DTranspose", input=(3, 4, 2), filters=2, kernel=(3, 3), strides=(2, 2), padding="same",
                                               output_padding=(0, 0), torch=(1, 0)),
    "transposed, same, output padding": dict(layer="Conv2DTranspose", input=(3, 3, 2), filters=2,
                                             kernel=(3, 4), strides=(2, 3), padding="same", output_padding=(1, 2)),
}

stream = 8000


def given(shape):
    global stream
    stream += 1
    return torch.tensor(golden.signed(stream - 1, shape), requires_grad=True)


def pads(size, kernel, stride, dilation, padding):
    """What Keras puts before and after one side; of "same" the odd zero comes after."""
    span = dilation * (kernel - 1) + 1
    if padding == "causal":
        return span - 1, 0
    total = max(0, (-(-size // stride) - 1) * stride + span - size) if padding == "same" else 0
    return total // 2, total - total // 2


def convolve(x, weight, strides, dilation, padding, groups):
    """x (n, c, ...), weight (o, c / groups, ...)."""
    sides = [pads(*side, padding) for side in zip(x.shape[2:], weight.shape[2:], strides, dilation)]
    x = F.pad(x, [p for side in reversed(sides) for p in side])
    return (F.conv2d if x.dim() == 4 else F.conv1d)(x, weight, None, strides, 0, dilation, groups)


def transposed(x, weight, strides, dilation, padding, output_padding, as_torch):
    """x (n, c, h, w), weight (c, o, kh, kw)."""
    full = F.conv_transpose2d(x, weight, None, strides, 0, dilation=dilation)
    for axis in (2, 3):
        n, k, s, d = x.shape[axis], weight.shape[axis], strides[axis - 2], dilation[axis - 2]
        span, extra = d * (k - 1) + 1, None if output_padding is None else output_padding[axis - 2]
        if padding == "valid":
            before, out = 0, (n - 1) * s + span + (max(span, s) - span if extra is None else extra)
        else:
            length = s + span - 2 if extra is None else span + span % 2 - 2 + extra
            before = span - 1 - min(-(-length // 2), span - 1)
            out = n * s if extra is None else (n - 1) * s + span % 2 + extra
        missing = max(0, before + out - full.shape[axis])
        full = F.pad(full, [0, missing, 0, 0] if axis == 3 else [0, 0, 0, missing]).narrow(axis, before, out)
    if as_torch:
        other = F.conv_transpose2d(x, weight, None, strides, as_torch[0], as_torch[1], 1, dilation)
        assert other.shape == full.shape and torch.allclose(other, full)
    return full


def case(layer, input, kernel, filters=None, strides=None, dilation=None, padding="valid", groups=1, multiplier=1, output_padding=None, torch=None):
    first, c, sides = stream, input[-1], len(kernel)
    strides, dilation = strides or (1,) * sides, dilation or (1,) * sides
    last, front = (0, sides + 1, *range(1, sides + 1)), (0, *range(2, sides + 2), 1)
    x = given((SAMPLES, *input))
    images = x.permute(*last)
    if layer == "Conv2DTranspose":
        weights = [given((*kernel, filters, c))]
        y = transposed(images, weights[0].permute(3, 2, 0, 1), strides, dilation, padding, output_padding, torch)
    elif layer in ("Conv1D", "Conv2D"):
        weights = [given((*kernel, c // groups, filters))]
        y = convolve(images, weights[0].permute(sides + 1, sides, *range(sides)), strides, dilation, padding, groups)
    else:
        weights = [given((*kernel, c, multiplier))]
        y = convolve(images, weights[0].reshape(*kernel, c * multiplier).permute(2, 0, 1).unsqueeze(1), strides, dilation, padding, c)
        if layer == "SeparableConv2D":
            weights.append(given((1, 1, c * multiplier, filters)))
            y = F.conv2d(y, weights[1].permute(3, 2, 0, 1))
    y = y.permute(*front)
    weights.append(given((y.shape[-1],)))
    y = y + weights[-1]
    dy = given(y.shape[1:])
    ((y * dy).sum() / SAMPLES).backward()
    settings = dict(layer=layer, input=input, filters=filters or 0, kernel=kernel, strides=strides, dilation=dilation, padding=padding, groups=groups,
                    multiplier=multiplier, stream=first, shape=tuple(y.shape[1:]))
    if output_padding:
        settings["output_padding"] = output_padding
    return {**settings, "y": y.detach().contiguous().numpy(), "dx": x.grad.numpy(), "dw": [w.grad.contiguous().numpy() for w in weights]}


golden.write("convolutions.json", {name: case(**settings) for name, settings in CASES.items()}, digits=8)
