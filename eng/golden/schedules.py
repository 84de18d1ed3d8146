#!/usr/bin/python3
"""Golden values for the learning-rate schedules: Keras's formulas (PyTorch's for one_cycle) in double precision."""
import math

import numpy as np

import golden

STEPS = np.array([0, 1, 2, 49, 50, 51, 99, 100, 101, 149, 150, 199, 200, 201, 250, 299, 300, 301, 350, 699, 700, 701, 1234, 10000])


def floor_if(staircase, x):
    return np.floor(x) if staircase else x


def exponential(t, initial, steps, rate, staircase=False):
    return initial * rate ** floor_if(staircase, t / steps)


def inverse_time(t, initial, steps, rate, staircase=False):
    return initial / (1 + rate * floor_if(staircase, t / steps))


def piecewise(t, boundaries, values):
    return float(np.select([t <= b for b in boundaries], values[:-1], values[-1]))


def polynomial(t, initial, steps, end=0.0001, power=1.0, cycle=False):
    if cycle:
        steps = steps * (1 if t == 0 else math.ceil(t / steps))
    return (initial - end) * (1 - min(t, steps) / steps) ** power + end


def cosine(t, initial, steps, alpha=0.0, target=None, warmup=0):
    if target is not None:
        if t < warmup:
            return (target - initial) * t / warmup + initial
        t, initial = t - warmup, target
    return initial * ((1 - alpha) * 0.5 * (1 + np.cos(np.pi * min(t, steps) / steps)) + alpha)


def restarts(t, initial, first, t_mul=2.0, m_mul=1.0, alpha=0.0):
    share = t / first
    if t_mul == 1:
        i = np.floor(share)
        share -= i
    else:
        i = np.floor(np.log(1 - share * (1 - t_mul)) / np.log(t_mul) + 1e-12)
        share = (share - (1 - t_mul ** i) / (1 - t_mul)) / t_mul ** i
    return initial * ((1 - alpha) * 0.5 * m_mul ** i * (1 + np.cos(np.pi * share)) + alpha)


def one_cycle(t, top, total, share=0.3, initial=25.0, final=1e4):
    def between(a, b, x):
        return b + (a - b) / 2 * (1 + np.cos(np.pi * x))
    first, t = top / initial, min(t, total - 1)
    peak = share * total - 1
    return between(first, top, t / peak) if t <= peak else between(top, first / final, (t - peak) / (total - 1 - peak))


CASES = {
    "exponential_decay(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.96)": lambda t: exponential(t, 0.1, 100, 0.96),
    "exponential_decay(initial_learning_rate=0.1, decay_steps=50, decay_rate=0.5, staircase=true)": lambda t: exponential(t, 0.1, 50, 0.5, True),
    "inverse_time_decay(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.5)": lambda t: inverse_time(t, 0.1, 100, 0.5),
    "inverse_time_decay(initial_learning_rate=0.1, decay_steps=50, decay_rate=2, staircase=true)": lambda t: inverse_time(t, 0.1, 50, 2, True),
    "piecewise_constant_decay(boundaries=100 200, values=0.1 0.05 0.01)": lambda t: piecewise(t, [100, 200], [0.1, 0.05, 0.01]),
    "polynomial_decay(initial_learning_rate=0.1, decay_steps=200)": lambda t: polynomial(t, 0.1, 200),
    "polynomial_decay(initial_learning_rate=0.1, decay_steps=150, end_learning_rate=0.01, power=0.5)": lambda t: polynomial(t, 0.1, 150, 0.01, 0.5),
    "polynomial_decay(initial_learning_rate=0.1, decay_steps=150, power=2, cycle=true)": lambda t: polynomial(t, 0.1, 150, power=2.0, cycle=True),
    "cosine_decay(initial_learning_rate=0.1, decay_steps=300)": lambda t: cosine(t, 0.1, 300),
    "cosine_decay(initial_learning_rate=0.01, decay_steps=300, alpha=0.1, warmup_target=0.2, warmup_steps=50)":
        lambda t: cosine(t, 0.01, 300, 0.1, 0.2, 50),
    "cosine_decay_restarts(initial_learning_rate=0.1, first_decay_steps=100)": lambda t: restarts(t, 0.1, 100),
    "cosine_decay_restarts(initial_learning_rate=0.1, first_decay_steps=60, t_mul=1, m_mul=0.9, alpha=0.05)":
        lambda t: restarts(t, 0.1, 60, 1.0, 0.9, 0.05),
    "cosine_decay_restarts(initial_learning_rate=0.1, first_decay_steps=70, t_mul=1.5, m_mul=0.8)": lambda t: restarts(t, 0.1, 70, 1.5, 0.8),
    "one_cycle(max_learning_rate=0.1, total_steps=500)": lambda t: one_cycle(t, 0.1, 500),
    "one_cycle(max_learning_rate=0.1, total_steps=1000, warmup_share=0.25, initial_divisor=10, final_divisor=100)":
        lambda t: one_cycle(t, 0.1, 1000, 0.25, 10.0, 100.0),
}

golden.write("schedules.json", {"steps": STEPS, "rates": {name: [float(rate(int(t))) for t in STEPS] for name, rate in CASES.items()}})
