#!/usr/bin/python3
"""Ten training losses of two nets from given weights and batches, five seeds each, in PyTorch, with Keras's rule for Adam
written out. In double and in single precision: what lies between the two is what rounding does. (It can do much: a relu that flips
at a unit which is dead for all other samples moves all its weights by Adam's full step. Images without dark parts, and brighter ones,
make that frequent enough, in lab-a-5x5, to say nothing about an engine: differences of 1e-3 to 1e-2.)

Streams of golden.py: weights of variable v (kernel, bias, kernel, … in Keras's order and layout) seed·1000 + v; the images of
step t seed·1000 + 100 + t, (batch, 28, 28, 1); its labels seed·1000 + 200 + t. Seeds count from 1, steps from 0."""
import numpy as np
import torch
import torch.nn.functional as F

import golden

STEPS, SEEDS = 10, (1, 2, 3, 4, 5)
NETS = {  # shapes in Keras's layout, padding of convolutions, how many are followed by pooling, batch size
    "lab-d": ([(3, 3, 1, 32), (32,), (3, 3, 32, 64), (64,), (2304, 64), (64,), (64, 10), (10,)], 0, 2, 128),
    "lab-a-5x5": ([(5, 5, 1, 32), (32,), (5, 5, 32, 64), (64,), (5, 5, 64, 64), (64,), (3136, 64), (64,), (64, 10), (10,)], 2, 2, 64),
}


def forward(x, variables, padding, pools):
    x = x.permute(0, 3, 1, 2)
    layers = list(zip(variables[::2], variables[1::2]))
    for i, (k, b) in enumerate(l for l in layers if l[0].dim() == 4):
        x = F.relu(F.conv2d(x, k.permute(3, 2, 0, 1), b, padding=padding))
        if i < pools:
            x = F.max_pool2d(x, 2, ceil_mode=True)
    x = x.permute(0, 2, 3, 1).flatten(1)
    (k, b), (last, c) = layers[-2:]
    return F.relu(x @ k + b) @ last + c


def adam(variables, m, v, t, lr=0.001, b1=0.9, b2=0.999, epsilon=1e-7):
    alpha = lr * np.sqrt(1 - b2 ** t) / (1 - b1 ** t)
    with torch.no_grad():
        for w, mw, vw in zip(variables, m, v):
            mw += (w.grad - mw) * (1 - b1)
            vw += (w.grad * w.grad - vw) * (1 - b2)
            w -= alpha * mw / (torch.sqrt(vw) + epsilon)
            w.grad = None


def images_and_labels(seed, t, batch):
    y = golden.labels(seed * 1000 + 200 + t, batch)
    return golden.images(seed * 1000 + 100 + t, y), y


def losses(net, seed, dtype):
    shapes, padding, pools, batch = NETS[net]
    variables = [torch.tensor(w, dtype=dtype, requires_grad=True) for w in golden.weights(seed * 1000, shapes)]
    m, v = [torch.zeros_like(w) for w in variables], [torch.zeros_like(w) for w in variables]
    values = []
    for t in range(STEPS):
        x, y = images_and_labels(seed, t, batch)
        loss = F.cross_entropy(forward(torch.tensor(x, dtype=dtype), variables, padding, pools), torch.tensor(y))
        values.append(loss.item())
        loss.backward()
        adam(variables, m, v, t + 1)
    return values


torch.set_num_threads(1)
runs = []
for net, (shapes, _, _, batch) in NETS.items():
    for seed in SEEDS:
        double, single = losses(net, seed, torch.float64), losses(net, seed, torch.float32)
        differences = np.abs(np.array(single) / np.array(double) - 1)
        x, y = images_and_labels(seed, STEPS - 1, batch)
        runs.append({"net": net, "seed": seed, "batch": batch, "double": double, "single": single,
                     "median_difference": float(np.median(differences)), "largest_difference": float(differences.max()),
                     "first_weights": golden.weights(seed * 1000, shapes)[2].reshape(-1)[:4],
                     "last_pixels": x[-1], "last_labels": y[-8:]})
        print(net, seed, runs[-1]["median_difference"], runs[-1]["largest_difference"], [round(l, 4) for l in double], flush=True)
golden.write("ten_losses.json", {"steps": STEPS, "runs": runs})
