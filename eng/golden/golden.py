"""What the scripts here share: numbers that C# makes alike (GoldenData.cs), and how a file of golden values is written."""
import json
import os
import sys

import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "Hornbill.Tests", "Golden")


def words(stream, n):
    """SplitMix64 of (stream << 40) + i for i = 0 … n - 1."""
    z = (np.uint64(stream) << np.uint64(40)) + np.arange(n, dtype=np.uint64)
    z = z + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def unit(stream, shape):
    """[0, 1) in steps of 2^-24, so that each is a float32."""
    return ((words(stream, int(np.prod(shape))) >> np.uint64(40)).astype(np.float64) / (1 << 24)).reshape(shape)


def signed(stream, shape):
    """[-1, 1) in steps of 2^-23."""
    return 2 * unit(stream, shape) - 1


def weights(stream, shapes):
    """Glorot uniform as Keras counts fans; zeros for vectors. Variable v has stream + v."""
    return [weight(stream + v, shape) for v, shape in enumerate(shapes)]


def weight(stream, shape):
    if len(shape) == 1:
        return np.zeros(shape)
    receptive = int(np.prod(shape[:-2]))
    limit = np.sqrt(6.0 / (receptive * (shape[-2] + shape[-1])))
    return (signed(stream, shape) * limit).astype(np.float32).astype(np.float64)


def labels(stream, n):
    return (words(stream, n) % np.uint64(10)).astype(np.int64)


def images(stream, labels, size=28):
    """Noise (n, size, size, 1): up to 0.5 in the eight rows that begin at twice the label; elsewhere up to 0.25 in a quarter of the
    4 x 4 patches (their stream is `stream` + 200), and dark in the others, so that samples differ as pictures do."""
    n, patches = len(labels), (size + 3) // 4
    lit = (unit(stream + 200, (n, patches, patches)) >= 0.75).repeat(4, 1).repeat(4, 2)[:, :size, :size]
    row = np.arange(size)[None, :, None] - 2 * labels[:, None, None]
    light = np.where((row >= 0) & (row < 8), 0.5, 0.25 * lit)
    return light[..., None] * unit(stream, (n, size, size, 1))


def write(name, values, digits=17):
    """One value of `values` a line; arrays as flat lists of numbers with as many digits as asked for."""
    header = {"script": "eng/golden/" + os.path.basename(sys.argv[0]), "python": sys.version.split()[0], "numpy": np.__version__}
    if "torch" in sys.modules:
        header["torch"] = sys.modules["torch"].__version__

    def plain(v):
        if isinstance(v, dict):
            return {k: plain(x) for k, x in v.items()}
        if isinstance(v, (list, tuple)):
            return [plain(x) for x in v]
        if isinstance(v, np.ndarray):
            return plain(v.reshape(-1).tolist())
        return float(f"{v:.{digits}g}") if isinstance(v, float) else v

    with open(os.path.join(FOLDER, name), "w") as file:
        file.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(plain(v))}" for k, v in {**header, **values}.items()) + "\n}\n")
