#!/usr/bin/python3
"""Whether data keep the engine fed: images per second of `train` with lab-a-5x5 changed at random (rotation, zoom, shifts, flip) and unchanged, and of lab-d on
real arrays against `bench train`, one thread for the engine, in turn, three times each; the best of each counts.

    eng/bench/feeding.py [HORNBILL ...]

Needs MNIST and Fashion-MNIST (HORNBILL_DATA). HORNBILL is how the program is started; by default from the sources."""
import json
import subprocess
import sys
import tempfile

HORNBILL = sys.argv[1:] or ["dotnet", "run", "-c", "Release", "--project", "src/Hornbill.Tool", "--"]
AUGMENT = ["--augment", "rotation=7,zoom=0.01,shift=0.05,flip=horizontal"]


def last(*words):
    return json.loads(subprocess.run([*HORNBILL, *words], check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def train(dataset, net, limit, *more):
    with tempfile.TemporaryDirectory() as folder:
        return last("train", dataset, "--net", net, "--limit", str(limit), "--epochs", "2", "--validation-split", "0", "--test-limit", "100", "--threads", "1",
                    "--output", folder, "--json", *more)["images_per_second"]


def bench(net):
    return last("bench", "train", "--net", net, "--threads", "1", "--seconds", "6")["train_images_per_second"]


best = {"plain": 0, "augmented": 0, "lab-d": 0, "lab-d bench": 0}
for _ in range(3):
    best["plain"] = max(best["plain"], train("fashion-mnist", "lab-a-5x5", 6_000))
    best["augmented"] = max(best["augmented"], train("fashion-mnist", "lab-a-5x5", 6_000, *AUGMENT))
    best["lab-d"] = max(best["lab-d"], train("mnist", "lab-d", 30_000))
    best["lab-d bench"] = max(best["lab-d bench"], bench("lab-d"))
print(json.dumps({**{k: round(v) for k, v in best.items()}, "augmented_share": round(best["augmented"] / best["plain"], 3),
                  "arrays_share": round(best["lab-d"] / best["lab-d bench"], 3)}))
