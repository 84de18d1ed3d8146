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


def amsgrad(lr=0.001, b1=0.9, b2=0.999, epsilon=1e-7):
    m, v, hat = np.zeros(N), np.zeros(N), np.zeros(N)

    def step(w, g, t):
        m[:] = b1 * m + (1 - b1) * g
        v[:] = b2 * v + (1 - b2) * g * g
        hat[:] = np.maximum(hat, v)
        return w - lr * np.sqrt(1 - b2 ** t) / (1 - b1 ** t) * m / (np.sqrt(hat) + epsilon)
    return step


def nadam(lr=0.001, b1=0.9, b2=0.999, epsilon=1e-7):
    m, v, product = np.zeros(N), np.zeros(N), [1.0]

    def step(w, g, t):
        u, following = (b1 * (1 - 0.5 * 0.96 ** k) for k in (t, t + 1))
        product[0] *= u
        m[:] = b1 * m + (1 - b1) * g
        v[:] = b2 * v + (1 - b2) * g * g
        m_hat = following * m / (1 - product[0] * following) + (1 - u) * g / (1 - product[0])
        return w - lr * m_hat / (np.sqrt(v / (1 - b2 ** t)) + epsilon)
    return step


def adamax(lr=0.001, b1=0.9, b2=0.999, epsilon=1e-7):
    m, u = np.zeros(N), np.zeros(N)

    def step(w, g, t):
        m[:] = b1 * m + (1 - b1) * g
        u[:] = np.maximum(b2 * u, np.abs(g))
        return w - lr * m / ((1 - b1 ** t) * (u + epsilon))
    return step


def adagrad(lr=0.001, initial=0.1, epsilon=1e-7):
    s = np.full(N, initial)

    def step(w, g, t):
        s[:] += g * g
        return w - lr * g / np.sqrt(s + epsilon)
    return step


def adadelta(lr=0.001, rho=0.95, epsilon=1e-7):
    s, u = np.zeros(N), np.zeros(N)

    def step(w, g, t):
        s[:] = rho * s + (1 - rho) * g * g
        d = np.sqrt(u + epsilon) * g / np.sqrt(s + epsilon)
        u[:] = rho * u + (1 - rho) * d * d
        return w - lr * d
    return step


def lion(lr=0.001, b1=0.9, b2=0.99):
    m = np.zeros(N)

    def step(w, g, t):
        w = w - lr * np.sign(b1 * m + (1 - b1) * g)
        m[:] = b2 * m + (1 - b2) * g
        return w
    return step


def ftrl(lr=0.001, power=-0.5, initial=0.1, l1=0.0, l2=0.0, shrinkage=0.0, beta=0.0):
    n, z = np.full(N, initial), np.zeros(N)

    def step(w, g, t):
        after = n + g * g
        z[:] += g + 2 * shrinkage * w - (after ** -power - n ** -power) / lr * w
        n[:] = after
        return (np.clip(z, -l1, l1) - z) / (after ** -power / lr + 2 * (l2 + beta / (2 * lr)))
    return step


def orthogonalized(x, steps=5):
    """Newton-Schulz iterations."""
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    x = x / (np.sqrt((x * x).sum()) + 1e-7)
    for _ in range(steps):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.T if tall else x


def of_shapes(shapes, make):
    """A rule for each of some weights that lie one after the other."""
    rules = [make(shape) for shape in shapes]

    def step(w, g, t):
        out, at = [], 0
        for shape, rule in zip(shapes, rules):
            part = slice(at, at + int(np.prod(shape)))
            out.append(rule(w[part].reshape(shape), g[part].reshape(shape), t).reshape(-1))
            at = part.stop
        return np.concatenate(out)
    return step


def muon(shape, lr=0.001, momentum=0.95, decay=0.004, nesterov=True, ratio=1.0, b1=0.9, b2=0.999, epsilon=1e-7, rms=0.2, adam_decay=0.004):
    m, v = np.zeros(shape), np.zeros(shape)

    def step(w, g, t):
        if len(shape) != 2:
            w = w - w * adam_decay * lr
            m[:] = b1 * m + (1 - b1) * g
            v[:] = b2 * v + (1 - b2) * g * g
            return w - lr * ratio * np.sqrt(1 - b2 ** t) / (1 - b1 ** t) * m / (np.sqrt(v) + epsilon)
        m[:] = g + momentum * m
        d = orthogonalized(g + momentum * m if nesterov else m)
        return w - w * decay * lr - lr * d * (1 if rms is None else rms * max(shape) ** 0.5)
    return step


def lamb(shape, lr=0.001, b1=0.9, b2=0.999, epsilon=1e-7):
    m, v = np.zeros(shape), np.zeros(shape)

    def step(w, g, t):
        m[:] = b1 * m + (1 - b1) * g
        v[:] = b2 * v + (1 - b2) * g * g
        u = m / (1 - b1 ** t) / (np.sqrt(v / (1 - b2 ** t)) + epsilon)
        a, b = np.sqrt((w * w).sum()), np.sqrt((u * u).sum())
        return w - lr * (a / b if a > 0 and b > 0 else 1) * u
    return step


def adafactor(shape, lr=0.001, decay=-0.8, e1=1e-30, e2=1e-3, threshold=1.0):
    v = np.zeros(shape)
    r, c = (np.zeros(shape[:-1]), np.zeros(shape[:-2] + shape[-1:])) if len(shape) > 1 else (0, 0)

    def step(w, g, t):
        kept, square = 1 - t ** decay, g * g + e1
        if len(shape) > 1:
            r[:] = kept * r + (1 - kept) * square.mean(-1)
            c[:] = kept * c + (1 - kept) * square.mean(-2)
            v[:] = (r / r.mean(-1, keepdims=True))[..., None] * c[..., None, :]
        else:
            v[:] = kept * v + (1 - kept) * square
        u = g / np.sqrt(v)
        u = u / max(1, np.sqrt((u * u).mean()) / threshold)
        return w - min(lr, 1 / np.sqrt(t)) * max(e2, np.sqrt((w * w).mean())) * u
    return step


def schedule_free(lr=0.0025, b1=0.9, b2=0.999, epsilon=1e-8, warmup=0):
    z, v = [None], np.zeros(N)

    def step(w, g, t):
        before = w if z[0] is None else z[0]
        v[:] = b2 * v + (1 - b2) * g * g
        z[0] = before - lr * (min(1, t / warmup) if warmup else 1) * g / (np.sqrt(v / (1 - b2 ** t)) + epsilon)
        x = (w - (1 - b1) * before) / b1
        x = (1 - 1 / t) * x + z[0] / t
        return (1 - b1) * z[0] + b1 * x
    return step


def options(step, lr, decay=0.0, value=None, norm=None, global_norm=None, average=None, overwrite=None, every=1):
    """A rule with Keras's options over two variables, the first 20 weights and the others."""
    state = {"sum": np.zeros(N), "average": np.zeros(N)}

    def clipped(g):
        parts = [g[:20], g[20:]]
        if norm is not None:
            parts = [p * norm / max(np.sqrt((p * p).sum()), norm) for p in parts]
        if global_norm is not None:
            parts = [p * global_norm * min(1 / np.sqrt((g * g).sum()), 1 / global_norm) for p in parts]
        g = np.concatenate(parts)
        return g if value is None else np.clip(g, -value, value)

    def batch(w, g, t):
        updates = (t - 1) // every
        state["sum"] = state["sum"] + g
        if t % every == 0:
            w, state["sum"] = step(w - w * decay * lr, clipped(state["sum"] / every), updates + 1), np.zeros(N)
        if average is not None:
            kept = average if updates > 0 else 0
            state["average"] = kept * state["average"] + (1 - kept) * w
            if overwrite is not None and (updates + 1) % overwrite == 0:
                w = state["average"]
        return w
    return batch, state


def gradient(t):
    return golden.signed(STREAM + t, N) / 16.0 ** (np.arange(N) % 6)


def run(step, w=golden.signed(STREAM, N), gradient=gradient):
    kept = {}
    for t in range(1, STEPS + 1):
        w = step(w, gradient(t), t)
        if t in KEPT:
            kept[str(t)] = w
    return kept


def run_options(*arguments, **named):
    batch, state = options(*arguments, **named)
    kept = run(batch)
    return {**kept, "average": state["average"]} if "average" in named else kept


MATRICES, MUON = ((6, 4), (3, 5), (2, 4, 3), (5,), (2, 2, 2, 3)), 7200


def run_shapes(rule, **named):
    n = sum(int(np.prod(s)) for s in MATRICES)
    return run(of_shapes(MATRICES, lambda shape: rule(shape, **named)), golden.signed(MUON, n), lambda t: golden.signed(MUON + t, n))


golden.write("optimizers.json", {
    "count": N, "steps": STEPS, "stream": STREAM,
    "first_weights": golden.signed(STREAM, N)[:4], "first_gradients": gradient(1)[:4],
    "sgd": run(sgd()),
    "sgd_momentum": run(sgd(momentum=0.9)),
    "sgd_nesterov": run(sgd(momentum=0.9, nesterov=True)),
    "adam": run(adam()),
    "adam_amsgrad": run(amsgrad()),
    "adamw": run_options(adam(), 0.001, decay=0.004),
    "nadam": run(nadam()),
    "adamax": run(adamax()),
    "rmsprop": run(rmsprop()),
    "rmsprop_momentum": run(rmsprop(momentum=0.9)),
    "rmsprop_centered": run(rmsprop(centered=True)),
    "rmsprop_centered_momentum": run(rmsprop(centered=True, momentum=0.9)),
    "adagrad": run(adagrad()),
    "adagrad_initial": run(adagrad(lr=0.01, initial=0.5)),
    "adadelta": run(adadelta()),
    "adadelta_paper": run(adadelta(lr=1.0)),
    "lion": run(lion()),
    "ftrl": run(ftrl()),
    "ftrl_all": run(ftrl(lr=0.05, l1=0.01, l2=0.02, shrinkage=0.03, beta=0.04)),
    "ftrl_power_0": run(ftrl(lr=0.05, power=0.0, l1=0.01)),
    "ftrl_power_02": run(ftrl(lr=0.05, power=-0.2, l1=0.01, beta=0.1)),
    "ftrl_power_1": run(ftrl(lr=0.05, power=-1.0, beta=0.1)),
    "sgd_weight_decay": run_options(sgd(lr=0.05, momentum=0.9), 0.05, decay=0.1),
    "sgd_clipvalue": run_options(sgd(lr=0.05), 0.05, value=0.3),
    "sgd_clipnorm": run_options(sgd(lr=0.05, momentum=0.9), 0.05, norm=0.7),
    "adam_global_clipnorm": run_options(adam(), 0.001, global_norm=0.9),
    "sgd_ema": run_options(sgd(lr=0.05), 0.05, average=0.9),
    "sgd_ema_overwrite": run_options(sgd(lr=0.05), 0.05, average=0.9, overwrite=4),
    "adam_accumulated": run_options(adam(), 0.001, norm=0.4, average=0.8, every=5),
    "muon_stream": MUON, "muon_shapes": [list(s) for s in MATRICES],
    "muon": run_shapes(muon),
    "muon_plain": run_shapes(muon, lr=0.02, nesterov=False, decay=0.0, rms=None),
    "lamb": run_shapes(lamb), "adafactor": run_shapes(adafactor), "adafactor_fast": run_shapes(adafactor, lr=0.5, threshold=0.7),
    "schedule_free": run(schedule_free()), "schedule_free_warmup": run(schedule_free(lr=0.01, warmup=5)),
})
