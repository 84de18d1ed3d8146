#!/usr/bin/python3
"""Golden values for the optimizers: Keras's rules in double precision, 50 steps of 37 weights with given gradients.

Weight i begins at signed(STREAM)[i]; the gradient of step t (from 1) is signed(STREAM + t)[i] / 16^(i mod 6): some are so
small that the epsilon matters, and each is a float32."""
import numpy as np

import golden

N, STEPS, STREAM = 37, 50, 7000
KEPT = (1, 2, 10, STEPS)


def sgd(lr=0.01, momentum=0.0, nesterov=False):
    v = np.zeros(N)

    def step(w, g, t):
        v[:] = momentum * v - lr * g
        return w + (momentum * v - lr * g if nesterov else v)
    return step


def adam(lr=0.001, b1=0.9, b2=0.999, epsilon=1e-7):
    m, v = np.zeros(N), np.zeros(N)

    def step(w, g, t):
        m[:] = b1 * m + (1 - b1) * g
        v[:] = b2 * v + (1 - b2) * g * g
        return w - lr * np.sqrt(1 - b2 ** t) / (1 - b1 ** t) * m / (np.sqrt(v) + epsilon)
    return step


def rmsprop(lr=0.001, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False):
    v, mean, velocity = np.zeros(N), np.zeros(N), np.zeros(N)

    def step(w, g, t):
        v[:] = rho * v + (1 - rho) * g * g
        mean[:] = rho * mean + (1 - rho) * g
        d = lr * g / np.sqrt(v - (mean * mean if centered else 0) + epsilon)
        velocity[:] = momentum * velocity + d
        return w - velocity
    return step


def gradient(t):
    return golden.signed(STREAM + t, N) / 16.0 ** (np.arange(N) % 6)


def run(step):
    w, kept = golden.signed(STREAM, N), {}
    for t in range(1, STEPS + 1):
        w = step(w, gradient(t), t)
        if t in KEPT:
            kept[str(t)] = w
    return kept


golden.write("optimizers.json", {
    "count": N, "steps": STEPS, "stream": STREAM,
    "first_weights": golden.signed(STREAM, N)[:4], "first_gradients": gradient(1)[:4],
    "sgd": run(sgd()),
    "sgd_momentum": run(sgd(momentum=0.9)),
    "sgd_nesterov": run(sgd(momentum=0.9, nesterov=True)),
    "adam": run(adam()),
    "rmsprop": run(rmsprop()),
    "rmsprop_momentum": run(rmsprop(momentum=0.9)),
    "rmsprop_centered": run(rmsprop(centered=True)),
})
