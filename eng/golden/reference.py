#!/usr/bin/python3
"""Golden values for Kernels/Reference: PyTorch in double precision, in Hornbill's layouts (NHWC, HWIO, (in, out))."""
import numpy as np
import torch
import torch.nn.functional as F

import golden

CONVOLUTIONS = {  # n, h, w, c, o, kh, kw, stride h, w, dilation h, w, pads top, left, bottom, right
    "odd": (2, 7, 6, 3, 4, 3, 2, 1, 1, 1, 1, 0, 0, 0, 0),
    "stride 2, asymmetric pads": (2, 8, 7, 2, 3, 3, 3, 2, 2, 1, 1, 0, 1, 1, 2),
    "dilation 2": (1, 9, 8, 2, 5, 3, 3, 1, 1, 2, 2, 2, 1, 1, 2),
    "5 x 5 same, one channel": (2, 7, 7, 1, 3, 5, 5, 1, 1, 1, 1, 2, 2, 2, 2),
    "1 x 1, stride 3 x 2": (2, 7, 5, 3, 2, 1, 1, 3, 2, 1, 1, 0, 0, 0, 0),
    "uneven stride and dilation": (1, 10, 9, 2, 2, 2, 3, 3, 1, 1, 3, 1, 3, 0, 2),
}
POOLINGS = {  # n, h, w, c, pool h, w, stride h, w, pads top, left, bottom, right
    "2 x 2": (2, 6, 4, 3, 2, 2, 2, 2, 0, 0, 0, 0),
    "cut off": (2, 7, 5, 2, 2, 2, 2, 2, 0, 0, 0, 0),
    "same, 5 to 3": (2, 5, 5, 2, 2, 2, 2, 2, 0, 0, 1, 1),
    "overlapping, pads": (1, 6, 7, 2, 3, 2, 2, 1, 1, 0, 1, 1),
}

stream = 0


def given(shape):
    """The next inputs, in steps of 1/64 so that few digits hold them exactly."""
    global stream
    stream += 1
    return torch.tensor(np.floor(golden.signed(stream, shape) * 64) / 64, requires_grad=True)


def padded(x, pads, value):
    top, left, bottom, right = pads
    return F.pad(x.permute(0, 3, 1, 2), (left, right, top, bottom), value=value)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def numbers(**tensors):
    return {k: v.detach().contiguous().numpy() for k, v in tensors.items()}


def backward(y):
    dy = given(y.shape)
    y.backward(dy.detach())
    return dy


def convolution(n, h, w, c, o, kh, kw, sh, sw, dh, dw, *pads):
    x, k, b = given((n, h, w, c)), given((kh, kw, c, o)), given((o,))
    y = nhwc(F.conv2d(padded(x, pads, 0.0), k.permute(3, 2, 0, 1), b, (sh, sw), 0, (dh, dw)))
    dy = backward(y)
    return numbers(x=x, w=k, b=b, y=y, dy=dy, dx=x.grad, dw=k.grad, db=b.grad)


def pooling(n, h, w, c, ph, pw, sh, sw, *pads):
    x = given((n, h, w, c))
    y = nhwc(F.max_pool2d(padded(x, pads, -np.inf), (ph, pw), (sh, sw)))
    dy = backward(y)
    return numbers(x=x, y=y, dy=dy, dx=x.grad)


def dense(n, i, o):
    x, w, b = given((n, i)), given((i, o)), given((o,))
    y = x @ w + b
    dy = backward(y)
    return numbers(x=x, w=w, b=b, y=y, dy=dy, dx=x.grad, dw=w.grad, db=b.grad)


def cross_entropy(n, c):
    x, y, w = given((n, c)), given((n, c)).abs(), given((n,)).abs()
    y = (y / y.sum(1, keepdim=True)).detach()
    scaled = x * 20
    losses = -(y * F.log_softmax(scaled, 1)).sum(1)
    mean = (losses * w).sum() / n
    scaled.retain_grad()
    mean.backward()
    return numbers(x=scaled, p=F.softmax(scaled, 1), y=y, w=w, losses=losses, mean=mean.reshape(1), dx=scaled.grad)


golden.write("reference.json", {
    "convolutions": [{"name": k, "shape": v, **convolution(*v)} for k, v in CONVOLUTIONS.items()],
    "poolings": [{"name": k, "shape": v, **pooling(*v)} for k, v in POOLINGS.items()],
    "dense": {"shape": (5, 7, 3), **dense(5, 7, 3)},
    "cross_entropy": {"shape": (6, 10), **cross_entropy(6, 10)},
})
