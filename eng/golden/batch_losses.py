#!/usr/bin/python3
"""Golden values for the losses that depend on a whole batch: Keras's formulas in PyTorch in double precision, gradients by autograd.

Of each: predictions (6 samples), targets, weights of the samples, the loss, and its gradient by the predictions."""
import torch

import golden

N, EPSILON = 6, 1e-7
WEIGHTS = torch.tensor(0.5 + golden.unit(7920, (N,)))
SHARES = golden.unit(7921, (N, 2, 3, 2))
YES = (golden.words(7922, SHARES.size).reshape(SHARES.shape) % 2).astype(float)
VECTORS = golden.signed(7923, (N, 4))
VECTORS /= (VECTORS ** 2).sum(1, keepdims=True) ** 0.5
LABELS = [0, 1, 0, 2, 1, 0]


def reduced(losses, reduction):
    """A weight for each sample, where losses are of samples; of a whole batch it is times the weights and then their mean."""
    while losses.dim() > 1:
        losses = losses.mean(-1)
    weighted = losses * WEIGHTS
    return weighted.sum() if reduction == "sum" else weighted.sum() / WEIGHTS.sum() if reduction == "mean_with_sample_weight" else weighted.mean()


def overlap(p, t, axis, alpha, beta):
    dims = tuple(range(p.dim())) if axis is None else axis
    both = (t * p).sum(dims)
    missed, wrong = ((1 - p) * t).sum(dims), (p * (1 - t)).sum(dims)
    return 1 - both / (both + alpha * missed + beta * wrong + EPSILON)


def dice(p, t, axis):
    dims = tuple(range(p.dim())) if axis is None else axis
    return 1 - 2 * (t * p).sum(dims) / (t.sum(dims) + p.sum(dims) + EPSILON)


def circle(x, labels, gamma=80.0, margin=0.4, reduction="mean"):
    d = (1 - x @ x.T).clamp(min=0)
    same = labels[:, None] == labels[None, :]
    others, none = ~same, torch.tensor(float("-inf"), dtype=x.dtype)
    same = same & ~torch.eye(N, dtype=torch.bool)
    p = torch.where(same, -gamma * (margin + d) * (margin - d), none)
    n = torch.where(others, gamma * (1 + margin - d).clamp(min=0) * (1 - margin - d), none)
    losses = torch.nn.functional.softplus(torch.logsumexp(p, 1) + torch.logsumexp(n, 1))
    counted = losses > 0
    weighted = (losses * WEIGHTS)[counted]
    return weighted.sum() if reduction == "sum" else weighted.mean()


CASES = [
    ("dice", SHARES, YES, lambda p, t: reduced(dice(p, t, None), "mean")),
    ("dice(axis=1 2 3)", SHARES, YES, lambda p, t: reduced(dice(p, t, (1, 2, 3)), "mean")),
    ("dice(axis=1 2, reduction=mean_with_sample_weight)", SHARES, YES, lambda p, t: reduced(dice(p, t, (1, 2)), "mean_with_sample_weight")),
    ("dice(axis=1 2 3, reduction=sum)", SHARES, YES, lambda p, t: reduced(dice(p, t, (1, 2, 3)), "sum")),
    ("tversky", SHARES, YES, lambda p, t: reduced(overlap(p, t, None, 0.5, 0.5), "mean")),
    ("tversky(alpha=0.3, beta=0.8, axis=-1 1 2)", SHARES, YES, lambda p, t: reduced(overlap(p, t, (1, 2, 3), 0.3, 0.8), "mean")),
    ("circle", VECTORS, LABELS, lambda p, t: circle(p, t)),
    ("circle(gamma=8, margin=0.2, reduction=sum)", VECTORS, LABELS, lambda p, t: circle(p, t, 8.0, 0.2, "sum")),
]


def values(name, predictions, targets, loss):
    p = torch.tensor(predictions, requires_grad=True)
    value = loss(p, torch.tensor(targets))
    value.backward()
    return {"name": name, "shape": p.shape[1:], "predictions": predictions, "targets": targets, "loss": value.item(), "gradient": p.grad.numpy()}


golden.write("batch_losses.json", {"weights": WEIGHTS.numpy(), "cases": [values(*case) for case in CASES]}, digits=10)
