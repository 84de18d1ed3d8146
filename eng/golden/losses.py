#!/usr/bin/python3
"""Golden values for the losses: PyTorch's in double precision where it has them, else Keras's formulas in PyTorch; gradients by autograd.

Of each: predictions and targets (5 samples of 4 classes, a label each for the sparse ones), the losses of the samples, and the gradient of their mean by the
predictions, with the weights given."""
import numpy as np
import torch
import torch.nn.functional as F

import golden

N, C, EPSILON = 5, 4, 1e-7
WEIGHTS = 0.5 + golden.unit(7900, (N,))

NUMBERS = 2 * golden.signed(7901, (N, C))
LOGITS = 4 * golden.signed(7902, (N, C))
SHARES = golden.unit(7903, (N, C))  # between 0 and 1; they need not sum to 1
ZEROS = np.where(golden.words(7904, N * C).reshape(N, C) % np.uint64(5) == 0, 0.0, SHARES)
TARGETS = 2 * golden.signed(7905, (N, C))
SOFT = golden.unit(7906, (N, C))
LABELS = (golden.words(7907, N) % np.uint64(C)).astype(int)
ONE_HOT = np.eye(C)[LABELS]
YES = (golden.words(7908, N * C).reshape(N, C) % np.uint64(2)).astype(float)
COUNTS = (golden.words(7909, N * C).reshape(N, C) % np.uint64(6)).astype(float)


def rows(x):
    return x.mean(1)


def clip(p):
    return p.clamp(EPSILON, 1 - EPSILON)


def smooth(t, share, classes):
    return t * (1 - share) + share / classes


def shares(p):
    return clip(p / p.sum(1, keepdim=True))


def side(t):
    return torch.where(t > 0, t, torch.tensor(-1.0, dtype=t.dtype))


def msle(p, t):
    return rows((torch.log(p.clamp(min=EPSILON) + 1) - torch.log(t.clamp(min=EPSILON) + 1)) ** 2)


def log_cosh(p, t):
    return rows((p - t) + F.softplus(-2 * (p - t)) - np.log(2.0))


def categorical_hinge(p, t):
    return (((1 - t) * p).amax(1) - (t * p).sum(1) + 1).clamp(min=0)


def bce(p, t, smoothing=0.0):
    return rows(F.binary_cross_entropy(clip(p), smooth(t, smoothing, 2), reduction="none"))


def bce_logits(p, t, smoothing=0.0):
    return rows(F.binary_cross_entropy_with_logits(p, smooth(t, smoothing, 2), reduction="none"))


def cce(p, t, smoothing=0.0):
    return -(smooth(t, smoothing, C) * torch.log(shares(p))).sum(1)


def cce_logits(p, t, smoothing=0.0):
    return F.cross_entropy(p, t, reduction="none", label_smoothing=smoothing)


def binary_focal(p, t, gamma=2.0, alpha=None, smoothing=0.0):
    t = smooth(t, smoothing, 2)
    known = t * p + (1 - t) * (1 - p)
    weight = 1 if alpha is None else t * alpha + (1 - t) * (1 - alpha)
    return rows(weight * (1 - known) ** gamma * F.binary_cross_entropy(clip(p), t, reduction="none"))


def focal(p, t, alpha=0.25, gamma=2.0, smoothing=0.0):
    q = shares(p)
    return (alpha * (1 - q) ** gamma * -smooth(t, smoothing, C) * torch.log(q)).sum(1)


def kl(p, t):
    return F.kl_div(torch.log(p.clamp(EPSILON, 1)), t.clamp(EPSILON, 1), reduction="none").sum(1)


CASES = [
    ("mean_squared_error", NUMBERS, TARGETS, lambda p, t: rows(F.mse_loss(p, t, reduction="none"))),
    ("mean_absolute_error", NUMBERS, TARGETS, lambda p, t: rows(F.l1_loss(p, t, reduction="none"))),
    ("mean_absolute_percentage_error", NUMBERS, TARGETS, lambda p, t: 100 * rows(((t - p) / t.abs().clamp(min=EPSILON)).abs())),
    ("mean_squared_logarithmic_error", NUMBERS, COUNTS, msle),
    ("huber", NUMBERS, TARGETS, lambda p, t: rows(F.huber_loss(p, t, reduction="none"))),
    ("huber(delta=0.3)", NUMBERS, TARGETS, lambda p, t: rows(F.huber_loss(p, t, reduction="none", delta=0.3))),
    ("log_cosh", NUMBERS, TARGETS, log_cosh),
    ("log_cosh", NUMBERS, NUMBERS + 0.5 * SOFT, log_cosh),
    ("kl_divergence", SHARES, SOFT, kl),
    ("kl_divergence", ZEROS, ONE_HOT, kl),
    ("poisson", SHARES * 4, COUNTS, lambda p, t: rows(F.poisson_nll_loss(p, t, log_input=False, eps=EPSILON, reduction="none"))),
    ("cosine_similarity", NUMBERS, TARGETS, lambda p, t: -F.cosine_similarity(p, t, eps=EPSILON)),
    ("hinge", NUMBERS, 2 * YES - 1, lambda p, t: rows((1 - t * p).clamp(min=0))),
    ("hinge", NUMBERS, YES, lambda p, t: rows((1 - side(t) * p).clamp(min=0))),
    ("squared_hinge", NUMBERS, 2 * YES - 1, lambda p, t: rows((1 - t * p).clamp(min=0) ** 2)),
    ("categorical_hinge", NUMBERS, ONE_HOT, categorical_hinge),
    ("categorical_generalized_cross_entropy", SHARES, LABELS, lambda p, t: (1 - p.gather(1, t[:, None])[:, 0] ** 0.5) / 0.5),
    ("categorical_generalized_cross_entropy(q=0.3)", SHARES, LABELS, lambda p, t: (1 - p.gather(1, t[:, None])[:, 0] ** 0.3) / 0.3),
    ("binary_crossentropy", SHARES, YES, bce),
    ("binary_crossentropy", ZEROS, SOFT, bce),
    ("binary_crossentropy(label_smoothing=0.2)", SHARES, YES, lambda p, t: bce(p, t, 0.2)),
    ("binary_crossentropy(from_logits=true)", LOGITS, YES, bce_logits),
    ("binary_crossentropy(from_logits=true, label_smoothing=0.1)", LOGITS * 8, SOFT, lambda p, t: bce_logits(p, t, 0.1)),
    ("binary_focal_crossentropy", SHARES, YES, binary_focal),
    ("binary_focal_crossentropy(apply_class_balancing=true, alpha=0.3, gamma=1.5)", SHARES, YES, lambda p, t: binary_focal(p, t, 1.5, 0.3)),
    ("binary_focal_crossentropy(gamma=3, from_logits=true, label_smoothing=0.1)", LOGITS, YES, lambda p, t: binary_focal(torch.sigmoid(p), t, 3.0, None, 0.1)),
    ("categorical_crossentropy", SHARES, SOFT, cce),
    ("categorical_crossentropy", ZEROS, ONE_HOT, cce),
    ("categorical_crossentropy(label_smoothing=0.1)", SHARES, ONE_HOT, lambda p, t: cce(p, t, 0.1)),
    ("categorical_crossentropy(from_logits=true)", LOGITS, ONE_HOT, cce_logits),
    ("categorical_crossentropy(from_logits=true, label_smoothing=0.3)", LOGITS, ONE_HOT, lambda p, t: cce_logits(p, t, 0.3)),
    ("categorical_focal_crossentropy", SHARES, ONE_HOT, focal),
    ("categorical_focal_crossentropy(alpha=0.6, gamma=0.5, label_smoothing=0.2)", SHARES, ONE_HOT, lambda p, t: focal(p, t, 0.6, 0.5, 0.2)),
    ("categorical_focal_crossentropy(from_logits=true)", LOGITS, ONE_HOT, lambda p, t: focal(torch.softmax(p, 1), t)),
    ("sparse_categorical_crossentropy", SHARES, LABELS, lambda p, t: F.nll_loss(torch.log(shares(p)), t, reduction="none")),
    ("sparse_categorical_crossentropy(from_logits=true)", LOGITS, LABELS, lambda p, t: F.cross_entropy(p, t, reduction="none")),
    ("sparse_categorical_crossentropy(from_logits=true, ignore_class=2)", LOGITS, LABELS,
     lambda p, t: F.cross_entropy(p, t, reduction="none", ignore_index=2)),
]


def values(name, predictions, targets, loss):
    p = torch.tensor(predictions, requires_grad=True)
    losses = loss(p, torch.tensor(targets))
    (losses * torch.tensor(WEIGHTS)).mean().backward()
    return {"name": name, "predictions": predictions, "targets": targets, "losses": losses.detach().numpy(), "gradient": p.grad.numpy()}


golden.write("losses.json", {"samples": N, "classes": C, "weights": WEIGHTS, "cases": [values(*case) for case in CASES]}, digits=12)
