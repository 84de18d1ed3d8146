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
    "squareplus": lambda x: (x + torch.sqrt(x * x + 4)) / 2, "tanh_shrink": F.tanhshrink,
}


def values(function):
    x = torch.tensor(X, requires_grad=True)
    y = function(x)
    (y * torch.tensor(WEIGHTS)).sum().backward()
    return {"y": y.detach().numpy(), "gradient": x.grad.numpy()}


golden.write("activations.json", {"shape": X.shape, **{name: values(function) for name, function in CASES.items()}}, digits=9)
