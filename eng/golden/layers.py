"""Layers that pool, move, merge and bend values, by PyTorch in double precision: values, and the gradients by inputs and weights of the cross-entropy of
the flat result, whose class for sample n is 7 n modulo the classes. Input i of case c is signed(8000 + 10 c + i), its weights signed(8000 + 10 c + 9) each."""
import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import ndtri

import golden

SAMPLES, EPSILON = 2, 1e-3


def image(f):
    """f of channels first, between images with channels last."""
    return lambda x, *rest: f(x.permute(0, 3, 1, 2), *rest).permute(0, 2, 3, 1)


def steps(f):
    return lambda x: f(x.permute(0, 2, 1)).permute(0, 2, 1)


def mean(pool, stride, pads):
    """The mean of real cells: the sums over the window by the sums of ones."""
    def sums(x):
        return F.avg_pool2d(F.pad(x, pads), pool, stride)
    return image(lambda x: sums(x) / sums(torch.ones_like(x)))


def unit(x, axis):
    return x * torch.rsqrt(torch.clamp((x * x).sum(axis, keepdim=True), min=1e-12))


def normalized(x, axes):
    variance, mean = torch.var_mean(x, axes, unbiased=False, keepdim=True)
    return (x - mean) * torch.rsqrt(variance + EPSILON)


def depthwise(x, k):
    """Kernels (taps, channels, multiplier) for each channel of a sequence."""
    return steps(lambda v: F.conv1d(v, k.permute(1, 2, 0).flatten(0, 1)[:, None], groups=k.shape[1]))(x)


CASES = [
    ("AveragePooling2D", [[5, 6, 3]], mean(2, 2, (0, 0, 0, 0))),
    ("AveragePooling2D same", [[5, 6, 2]], mean(3, 2, (0, 1, 1, 1))),
    ("AveragePooling2D apart", [[6, 7, 1]], mean((2, 3), (3, 1), (0, 0, 0, 0))),
    ("AveragePooling1D same", [[6, 3]], lambda x: mean((3, 1), (2, 1), (0, 0, 0, 1))(x[:, :, None])[:, :, 0]),
    ("MaxPooling1D same", [[6, 3]], steps(lambda x: F.max_pool1d(F.pad(x, (0, 1), value=-9), 3, 2))),
    ("MaxPooling2D large", [[16, 17, 2]], image(lambda x: F.max_pool2d(x, (16, 16), 1))),
    ("GlobalMaxPooling1D", [[7, 3]], lambda x: x.amax(1)),
    ("GlobalMaxPooling2D", [[5, 4, 3]], lambda x: x.amax((1, 2))),
    ("GlobalAveragePooling1D", [[7, 3]], lambda x: x.mean(1)),
    ("GlobalAveragePooling2D", [[5, 4, 3]], lambda x: x.mean((1, 2), keepdim=True)),
    ("Permute", [[2, 3, 4]], lambda x: x.permute(0, 3, 1, 2)),
    ("RepeatVector", [[5]], lambda x: x[:, None].expand(SAMPLES, 3, 5)),
    ("ZeroPadding2D", [[3, 2, 2]], image(lambda x: F.pad(x, (2, 0, 1, 3)))),
    ("Cropping2D", [[5, 6, 2]], lambda x: x[:, 1:-2, 3:]),
    ("UpSampling2D", [[3, 2, 2]], image(lambda x: F.interpolate(x, scale_factor=(2, 3), mode="nearest"))),
    ("UpSampling2D bilinear", [[3, 2, 2]], image(lambda x: F.interpolate(x, scale_factor=(2, 3), mode="bilinear", align_corners=False))),
    ("UpSampling2D bilinear 4", [[2, 3, 1]], image(lambda x: F.interpolate(x, scale_factor=4, mode="bilinear", align_corners=False))),
    ("Add", [[2, 3]] * 3, lambda x, y, z: x + y + z),
    ("Average", [[2, 3]] * 3, lambda x, y, z: (x + y + z) / 3),
    ("Subtract", [[2, 3]] * 2, lambda x, y: x - y),
    ("Multiply", [[2, 3]] * 3, lambda x, y, z: x * y * z),
    ("Maximum", [[2, 3]] * 3, lambda x, y, z: torch.maximum(torch.maximum(x, y), z)),
    ("Minimum", [[2, 3]] * 3, lambda x, y, z: torch.minimum(torch.minimum(x, y), z)),
    ("Concatenate", [[2, 3, 1], [2, 3, 2]], lambda x, y: torch.cat([x, y], -1)),
    ("Concatenate rows", [[2, 3, 1], [1, 3, 1]], lambda x, y: torch.cat([x, y], 1)),
    ("Dot", [[4, 3]] * 2, lambda x, y: torch.einsum("nak,nbk->nab", x, y)),
    ("Dot of axes", [[2, 4, 3], [3, 2]], lambda x, y: torch.einsum("nkab,nck->nabc", x, y)),
    ("Dot of cosines", [[5, 2], [5]], lambda x, y: torch.einsum("nka,nk->na", unit(x, 1), unit(y, 1))),
    ("log_softmax", [[3, 4]], lambda x: F.log_softmax(x, -1)),
    ("Softmax of rows", [[3, 2, 2]], lambda x: F.softmax(x, 1)),
    ("PReLU", [[3, 2, 2]], lambda x, a: torch.where(x > 0, x, a * x), [[3, 2, 2]]),
    ("PReLU of channels", [[3, 2, 4]], image(lambda x, a: F.prelu(x, a.flatten())), [[1, 1, 4]]),
    ("Add a row", [[3, 2, 4], [4]], lambda x, y: x + y[:, None, None]),
    ("Multiply by a gate", [[3, 2, 20], [1, 1, 20]], lambda x, y: x * y),
    ("Multiply by a map", [[3, 2, 20], [3, 2, 1]], lambda x, y: x * y),
    ("Subtract from a column", [[3, 1], [2, 3, 4]], lambda x, y: x[:, None] - y),
    ("Maximum of rows and columns", [[3, 1], [1, 4]], torch.maximum),
    ("Minimum with one", [[2, 3], [1]], lambda x, y: torch.minimum(x, y[:, None])),
    ("Average of shapes", [[2, 3, 4], [3, 1], [4]], lambda x, y, z: (x + y[:, None] + z[:, None, None]) / 3),
    ("Divide", [[2, 3, 2], [2, 1, 2]], lambda x, y: x / y),
    ("arithmetic", [[2, 3], [3]], lambda x, y: (1 - 2 * x + x * y[:, None]) / 4 - -y[:, None] + 3),
    ("powers", [[2, 3]], lambda x: x ** 2 + 1 / (x + 2) + (x + 2) ** 0.5 + (x + 2) ** 1.7),
    ("ZeroPadding1D", [[4, 3]], lambda x: F.pad(x, (0, 0, 2, 1))),
    ("Cropping1D", [[6, 3]], lambda x: x[:, 2:-1]),
    ("UpSampling1D", [[4, 3]], lambda x: x.repeat_interleave(3, 1)),
    ("AdaptiveAveragePooling1D", [[7, 3]], steps(lambda x: F.adaptive_avg_pool1d(x, 3))),
    ("AdaptiveAveragePooling2D", [[7, 4, 3]], image(lambda x: F.adaptive_avg_pool2d(x, (3, 6)))),
    ("AdaptiveMaxPooling1D", [[8, 3]], steps(lambda x: F.adaptive_max_pool1d(x, 3))),
    ("AdaptiveMaxPooling2D", [[7, 5, 3]], image(lambda x: F.adaptive_max_pool2d(x, (3, 2)))),
    ("AdaptiveMaxPooling2D even", [[6, 4, 3]], image(lambda x: F.adaptive_max_pool2d(x, (3, 2)))),
    ("ReLU with a threshold", [[3, 5]], lambda x: torch.where(x > 0.25, x.clamp(max=0.5), 0.1 * (x - 0.25))),
    ("Conv1DTranspose", [[4, 2]], lambda x, k: steps(lambda v: F.conv_transpose1d(v, k.permute(2, 1, 0), stride=2))(x), [[3, 5, 2]]),
    ("DepthwiseConv1D", [[6, 3]], depthwise, [[3, 3, 2]]),
    ("SeparableConv1D", [[6, 3]], lambda x, k, mix: depthwise(x, k) @ mix[0], [[3, 3, 2], [1, 6, 4]]),
    ("LayerNormalization of all", [[3, 4, 2]], lambda x, g, b: F.layer_norm(x, x.shape[1:], g, b, EPSILON), [[3, 4, 2], [3, 4, 2]]),
    ("LayerNormalization of rows", [[3, 4, 2]], lambda x, g, b: normalized(x, 1) * g[:, None, None] + b[:, None, None], [[3], [3]]),
    ("LayerNormalization of rows and channels", [[3, 4, 2]], lambda x, g: normalized(x, (1, 3)) * g[:, None, :], [[3, 2]]),
    ("LayerNormalization rms", [[3, 7]], lambda x, g: x * torch.rsqrt(x.var(-1, unbiased=False, keepdim=True) + EPSILON) * g, [[7]]),
    ("RMSNormalization", [[3, 7]], lambda x, g: x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-6) * g, [[7]]),
    ("RMSNormalization of rows", [[3, 4, 2]], lambda x, g: x * torch.rsqrt((x * x).mean(1, keepdim=True) + 1e-6) * g[:, None, None], [[3]]),
    ("GroupNormalization of rows", [[6, 4, 2]], lambda x, g, b: F.group_norm(x, 3, g, b, EPSILON), [[6], [6]]),
    ("UnitNormalization of rows", [[3, 4, 2]], lambda x: unit(x, 1)),
    ("UnitNormalization of all", [[3, 4, 2]], lambda x: unit(x, (1, 2, 3))),
    ("BatchNormalization of rows", [[3, 4, 2]], lambda x, g, b: F.batch_norm(x, None, None, g, b, training=True, eps=EPSILON), [[3], [3]]),
    ("TimeDistributed", [[3, 5, 2]], lambda x, k, b: torch.stack([F.conv1d(x[:, t].transpose(1, 2), k.permute(2, 1, 0), b).transpose(1, 2) for t in range(3)], 1),
     [[2, 2, 4], [4]]),
]


def case(number, name, inputs, f, weights=()):
    tensors = [golden.signed(8000 + 10 * number + i, [SAMPLES] + shape) for i, shape in enumerate(inputs)]
    tensors = [torch.tensor(v, requires_grad=True) for v in tensors + [golden.signed(8009 + 10 * number, shape) for shape in weights]]
    y = f(*tensors)
    flat = y.flatten(1)
    F.cross_entropy(flat, torch.tensor([7 * n % flat.shape[1] for n in range(SAMPLES)])).backward()
    return {"name": name, "y": y.detach().numpy(), "gradients": [t.grad.numpy() for t in tensors]}


WORDS = sorted({0, 1, 2, 2**23 - 1, 2**23, 2**24 - 2, 2**24 - 1} | {int(w) for w in golden.words(8999, 41) >> np.uint64(40)})
golden.write("layers.json", {
    "normal": {"words": WORDS, "quantiles": ndtri((np.array(WORDS) + 0.5) / 2**24)},
    **{entry[0]: case(number, *entry) for number, entry in enumerate(CASES)},
}, digits=9)
