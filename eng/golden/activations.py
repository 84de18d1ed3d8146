#!/usr/bin/python3
"""Golden values for the activation functions: PyTorch's in double precision, with the gradient of their weighted sum by autograd.

x is 6 × signed(7950) of shape (6, 8), the weights of the sum signed(7951) of that shape; softmax and its like go over the last dimension. No x lies at a break."""
import torch
import torch.nn.functional as F

import golden

X, WEIGHTS = 6 * golden.signed(7950, (6, 8)), golden.signed(7951, (6, 8))
CASES = {
    "celu": F.celu, "elu": F.elu, "exponential": torch.exp, "gelu": F.gelu, "hard_sigmoid": F.hardsigmoid, "hard_silu": F.hardswish, "hard_swish": F.hardswish,
    "hard_shrink": F.hardshrink, "hard_tanh": F.hardtanh, "leaky_relu": lambda x: F.leaky_relu(x, 0.2), "linear": lambda x: x * 1, "log_sigmoid": F.logsigmoid,
    "log_softmax": lambda x: F.log_softmax(x, -1), "mish": F.mish, "relu": F.relu, "relu6": F.relu6, "selu": F.selu, "sigmoid": torch.sigmoid, "silu": F.silu,
    "soft_shrink": F.softshrink, "softmax": lambda x: F.softmax(x, -1), "softplus": F.softplus, "softsign": F.softsign, "swish": F.silu, "tanh": torch.tanh,
    "squareplus": lambda x: (x + torch.sqrt(x * x + 4)) / 2, "tanh_shrink": F.tanhshrink, "glu": lambda x: F.glu(x, -1), "threshold": lambda x: F.threshold(x, 0, 0),
    "sparse_plus": lambda x: torch.where(x >= 1, x, (x.clamp(min=-1) + 1) ** 2 / 4), "sparse_sigmoid": lambda x: (x.clamp(-1, 1) + 1) / 2,
    "sparsemax": lambda x: sparsemax(x), "gelu(approximate=true)": lambda x: F.gelu(x, approximate="tanh"), "celu(alpha=0.5)": lambda x: F.celu(x, 0.5),
    "relu(max_value=3, negative_slope=0.1, threshold=0.5)": lambda x: torch.where(x > 0.5, x.clamp(max=3), 0.1 * (x - 0.5)),
    "hard_shrink(threshold=1.5)": lambda x: F.hardshrink(x, 1.5), "soft_shrink(threshold=1.5)": lambda x: F.softshrink(x, 1.5),
    "threshold(threshold=1, default_value=-2)": lambda x: F.threshold(x, 1, -2),
}


def sparsemax(x):
    """By sorting: the support is the longest run of greatest values for which 1 + k x_k > their sum."""
    z, _ = x.sort(-1, descending=True)
    sums, k = z.cumsum(-1), torch.arange(1, x.shape[-1] + 1, dtype=x.dtype)
    support = (1 + k * z > sums).sum(-1, keepdim=True)
    return (x - (sums.gather(-1, support - 1) - 1) / support).clamp(min=0)


def values(function):
    x = torch.tensor(X, requires_grad=True)
    y = function(x)
    (y * torch.tensor(WEIGHTS[:, :y.shape[1]])).sum().backward()
    return {"y": y.detach().numpy(), "gradient": x.grad.numpy()}


golden.write("activations.json", {"shape": X.shape, **{name: values(function) for name, function in CASES.items()}}, digits=9)
