#!/usr/bin/python3
"""Normalisations by PyTorch in double precision: values, and the gradients by input, gamma and beta of the cross-entropy of the flat result, whose class for
sample n is 7 n modulo the classes. The input of case c is 3 signed(9000 + 10 c) + 1, gamma signed(9001 + 10 c), beta signed(9002 + 10 c). Batch
normalisation is in training: Keras normalises by the biased variance, as PyTorch does; epsilon is 1e-3, Keras's."""
import torch
import torch.nn.functional as F

import golden

SAMPLES, EPSILON = 4, 1e-3


def first(f):
    """f of channels first, between values with channels last."""
    return lambda x, g, b: f(x.movedim(-1, 1), g, b).movedim(1, -1)


batch = first(lambda x, g, b: F.batch_norm(x, None, None, g, b, training=True, eps=EPSILON))
CASES = [
    ("BatchNormalization", [5, 4, 3], batch),
    ("BatchNormalization of vectors", [19], batch),
    ("BatchNormalization of sequences", [6, 17], batch),
    ("LayerNormalization", [3, 4, 18], lambda x, g, b: F.layer_norm(x, x.shape[-1:], g, b, EPSILON)),
    ("LayerNormalization of vectors", [7], lambda x, g, b: F.layer_norm(x, x.shape[-1:], g, b, EPSILON)),
    ("GroupNormalization", [3, 4, 6], first(lambda x, g, b: F.group_norm(x, 3, g, b, EPSILON))),
    ("GroupNormalization of channels", [4, 3, 5], first(lambda x, g, b: F.group_norm(x, 5, g, b, EPSILON))),
    ("UnitNormalization", [3, 2, 5], lambda x, g, b: F.normalize(x, dim=-1) + 0 * (g.sum() + b.sum())),
]


def case(number, shape, f):
    x = torch.tensor(3 * golden.signed(9000 + 10 * number, [SAMPLES] + shape) + 1, requires_grad=True)
    gamma, beta = (torch.tensor(golden.signed(9000 + 10 * number + i, shape[-1:]), requires_grad=True) for i in (1, 2))
    y = f(x, gamma, beta)
    flat = y.flatten(1)
    F.cross_entropy(flat, torch.tensor([7 * n % flat.shape[1] for n in range(SAMPLES)])).backward()
    return {"y": y.detach().numpy(), "x": x.grad.numpy(), "gamma": gamma.grad.numpy(), "beta": beta.grad.numpy()}


golden.write("normalization.json", {name: case(number, shape, f) for number, (name, shape, f) in enumerate(CASES)}, digits=9)
