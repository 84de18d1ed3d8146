#!/usr/bin/python3
"""Images changed per second on one thread: Hornbill's generator, the same transform by SciPy's affine_transform as Keras composes it, and torchvision's
RandomAffine, in turn, three times each; the best of each counts. Random grey images of 28 x 28 in memory, or of the size given.

    eng/bench/augment.py [--size 28x28x1] [--seconds 1] [HORNBILL ...]

HORNBILL is how the program is started; by default from the sources."""
import argparse
import json
import subprocess
import time

import numpy as np
import scipy.ndimage
import torch
import torchvision.transforms as T

ROTATION, ZOOM = 7, 0.01  # lab A's


def scipy_change(x, rng):
    theta, (zx, zy) = np.deg2rad(rng.uniform(-ROTATION, ROTATION)), rng.uniform(1 - ZOOM, 1 + ZOOM, 2)
    turn = np.array([[np.cos(theta), -np.sin(theta), 0], [np.sin(theta), np.cos(theta), 0], [0, 0, 1]])
    h, w = x.shape[0] / 2 - 0.5, x.shape[1] / 2 - 0.5
    m = np.array([[1, 0, h], [0, 1, w], [0, 0, 1]]) @ turn @ np.diag([zx, zy, 1]) @ np.array([[1, 0, -h], [0, 1, -w], [0, 0, 1]])
    return np.stack([scipy.ndimage.affine_transform(x[..., c], m[:2, :2], m[:2, 2], order=1, mode="nearest") for c in range(x.shape[2])], -1)


def rate(step, seconds):
    step()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        step()
        done += 1
    return done / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="28x28x1")
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("hornbill", nargs="*", default=["dotnet", "run", "-c", "Release", "--project", "src/Hornbill.Tool", "--"])
    args = parser.parse_args()
    torch.set_num_threads(1)
    shape = tuple(int(s) for s in args.size.split("x"))
    rng, x = np.random.default_rng(0), np.random.default_rng(1).random(shape, np.float32)
    image = torch.from_numpy(x.transpose(2, 0, 1).copy())
    affine = T.RandomAffine(ROTATION, scale=(1 - ZOOM, 1 + ZOOM), interpolation=T.InterpolationMode.BILINEAR)
    best = {"hornbill": 0, "scipy": 0, "torchvision": 0}
    for _ in range(3):
        out = subprocess.run([*args.hornbill, "bench", "augment", "--threads", "1", "--seconds", str(args.seconds), "--size", args.size], check=True, capture_output=True, text=True).stdout
        line = json.loads(out.splitlines()[-1])
        best["hornbill"] = max(best["hornbill"], line["images_per_second"])
        best["scipy"] = max(best["scipy"], rate(lambda: scipy_change(x, rng), args.seconds))
        best["torchvision"] = max(best["torchvision"], rate(lambda: affine(image), args.seconds))
    print(json.dumps({**{k: round(v) for k, v in best.items()}, "times_scipy": round(best["hornbill"] / best["scipy"], 1),
                      "times_torchvision": round(best["hornbill"] / best["torchvision"], 1), "size": args.size, "processor": line["processor"]}))


main()
