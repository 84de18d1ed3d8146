#!/usr/bin/python3
"""Ten training losses of nets with batch normalisation, a transposed convolution, branches and two inputs, from given weights and batches, dropout off, in
PyTorch in double precision (and in single, to tell what rounding does). Keras's rules are written out: Adam's epsilon beside the uncorrected root, SGD,
batch normalisation by the biased variance with epsilon 1e-3, `same` padding with the odd zero right and below, l2 times the sum of squares in the loss.

Streams of golden.py: kernel number k of the net, in the order of computation and in Keras's layout, has seed·1000 + k (biases and shifts are zeros, scales
ones); the images of step t have seed·1000 + 100 + t, of channel c 300·c more; its labels seed·1000 + 200 + t; a second input seed·1000 + 700 + t.

Learning rates of the nets with Adam and batch normalisation are smaller than their labs': with those, single and double precision part company here
too (lab-b-4 at 0.01: median 5e-3, largest 1e-1; lab-c-resnet at 0.001: 1e-2 and 3e-1), and a comparison would say nothing about an engine."""
import numpy as np
import torch
import torch.nn.functional as F

import golden

STEPS, SEED = 10, 1
EPSILON = 1e-3


class Net:
    """Makes variables in the order in which they are asked for the first time; then gives them again."""

    def __init__(self, dtype):
        self.dtype, self.variables, self.shapes, self.kernels, self.at = dtype, [], [], [], 0

    def variable(self, make, shape, kernel=False):
        if self.at == len(self.variables):
            self.variables.append(torch.tensor(make(), dtype=self.dtype, requires_grad=True))
            if kernel:
                self.kernels.append(self.variables[-1])
                self.shapes.append(list(shape))
        self.at += 1
        return self.variables[self.at - 1]

    def kernel(self, *shape):
        return self.variable(lambda: golden.weight(SEED * 1000 + len(self.kernels), shape), shape, kernel=True)

    def vector(self, n, value=0.0):
        return self.variable(lambda: np.full(n, value), (n,))

    def conv(self, x, filters, k, stride=1, same=False):
        w, b = self.kernel(k, k, x.shape[1], filters), self.vector(filters)
        if same:
            out = -(-x.shape[2] // stride)
            total = max(0, (out - 1) * stride + k - x.shape[2])
            x = F.pad(x, (total // 2, total - total // 2) * 2)
        return F.conv2d(x, w.permute(3, 2, 0, 1), b, stride)

    def transposed(self, x, filters, k):
        return F.conv_transpose2d(x, self.kernel(k, k, filters, x.shape[1]).permute(3, 2, 0, 1), self.vector(filters))

    def norm(self, x):
        axes = [0] + list(range(2, x.dim()))
        shape = [1, -1] + [1] * (x.dim() - 2)
        mean, variance = x.mean(axes, keepdim=True), x.var(axes, unbiased=False, keepdim=True)
        return self.vector(x.shape[1], 1.0).view(shape) * (x - mean) / torch.sqrt(variance + EPSILON) + self.vector(x.shape[1]).view(shape)

    def dense(self, x, units):
        return x @ self.kernel(x.shape[1], units) + self.vector(units)


def flat(x):
    return x.permute(0, 2, 3, 1).flatten(1)


def lab_b(convs):
    def net(n, x):
        for i in range(convs):
            x = F.max_pool2d(n.norm(F.relu(n.conv(x, 16 if i == 0 else 32, 3, same=True))), 2)
        return n.dense(n.norm(F.relu(n.dense(flat(x), 50))), 10)
    return net


def lab_c_8(n, x):
    return n.dense(F.relu(n.dense(flat(F.max_pool2d(F.relu(n.transposed(x, 32, 3)), 2)), 100)), 10)


def resnet(n, x):
    x = F.relu(n.norm(n.conv(x, 64, 7, 2, same=True)))
    for block in range(4):
        for unit in range(2):
            filters, stride = 64 << block, 2 if block > 0 and unit == 0 else 1
            short = n.conv(x, filters, 1, 2, same=True) if stride == 2 else x
            y = F.relu(n.norm(n.conv(x, filters, 3, stride, same=True)))
            x = F.relu(short + n.norm(n.conv(y, filters, 3, same=True)))
    return n.dense(flat(F.avg_pool2d(x, 2)), 10)


def two_inputs(n, x, other):
    x = F.max_pool2d(n.norm(F.relu(n.conv(x, 8, 3, same=True))), 2)
    return n.dense(torch.cat([flat(x), F.relu(n.dense(other, 16))], 1), 10)


def sgd(n, t, state, lr):
    for w in n.variables:
        w -= lr * w.grad


def adam(n, t, state, lr, b1=0.9, b2=0.999, epsilon=1e-7):
    alpha = lr * np.sqrt(1 - b2 ** t) / (1 - b1 ** t)
    for i, w in enumerate(n.variables):
        m, v = state.setdefault(i, (torch.zeros_like(w), torch.zeros_like(w)))
        m += (w.grad - m) * (1 - b1)
        v += (w.grad * w.grad - v) * (1 - b2)
        w -= alpha * m / (torch.sqrt(v) + epsilon)


NETS = {  # net, channels, side, batch, optimizer, learning rate, l2 on kernels but the last, floats of a second input
    "lab-b-2": (lab_b(2), 3, 32, 100, adam, 3e-4, 0, 0),
    "lab-b-4": (lab_b(4), 3, 32, 100, adam, 3e-4, 0, 0),
    "lab-c-8": (lab_c_8, 1, 28, 100, sgd, 0.05, 0, 0),
    "lab-c-resnet": (resnet, 1, 28, 20, adam, 1e-5, 1e-4, 0),
    "two inputs": (two_inputs, 3, 12, 32, adam, 0.01, 0, 6),
}


def batch(t, channels, side, size, second, dtype):
    y = golden.labels(SEED * 1000 + 200 + t, size)
    x = np.concatenate([golden.images(SEED * 1000 + 100 + t + 300 * c, y, side) for c in range(channels)], 3).astype(np.float32)
    inputs = [torch.tensor(x, dtype=dtype).permute(0, 3, 1, 2)]
    if second:
        inputs.append(torch.tensor(golden.signed(SEED * 1000 + 700 + t, (size, second)), dtype=dtype))
    return inputs, torch.tensor(y)


def losses(name, dtype):
    net, channels, side, size, optimizer, rate, l2, second = NETS[name]
    n, state, values = Net(dtype), {}, []
    for t in range(STEPS):
        inputs, y = batch(t, channels, side, size, second, dtype)
        n.at = 0
        loss = F.cross_entropy(net(n, *inputs), y) + l2 * sum((k * k).sum() for k in n.kernels[:-1])
        values.append(loss.item())
        loss.backward()
        with torch.no_grad():
            optimizer(n, t + 1, state, rate)
            for w in n.variables:
                w.grad = None
    return values, n.shapes


torch.set_num_threads(1)
runs = []
for name in NETS:
    (double, shapes), (single, _) = losses(name, torch.float64), losses(name, torch.float32)
    differences = np.abs(np.array(single) / np.array(double) - 1)
    runs.append({"net": name, "seed": SEED, "batch": NETS[name][3], "learning_rate": NETS[name][5], "double": double, "single": single, "kernels": shapes,
                 "median_difference": float(np.median(differences)), "largest_difference": float(differences.max())})
    print(name, runs[-1]["median_difference"], runs[-1]["largest_difference"], [round(l, 4) for l in double], flush=True)
golden.write("ten_losses_more.json", {"steps": STEPS, "runs": runs})
