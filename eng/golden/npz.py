"""Files as NumPy writes them: every type, order of bytes and order of dimensions; the header's versions; what must be refused. Values are i - 2."""
import base64
import io

import numpy as np

import golden

TYPES = ["b1", "u1", "i1", "u2", "i2", "f2", "u4", "i4", "f4", "u8", "i8", "f8"]
SHAPE = (2, 3, 2)


def array(code, shape=SHAPE):
    values = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    return (values % 2 if code == "b1" else values if code[0] == "u" else values - 2).astype(code)


def saved(save, *args, **named):
    file = io.BytesIO()
    save(file, *args, **named)
    return base64.b64encode(file.getvalue()).decode()


def version(v):
    file = io.BytesIO()
    np.lib.format.write_array(file, array("f4"), version=v)
    return base64.b64encode(file.getvalue()).decode()


arrays = {f"{code}_{order}_{layout}": np.asarray(array(code), dtype=order + code, order=layout)
          for code in TYPES for order in "<>" for layout in "CF"}
golden.write("npz.json", {
    "all": saved(np.savez_compressed, **arrays),
    "stored": saved(np.savez, x=array("f4"), **{"conv2d/kernel": array("u1")}),
    "npy": {code: saved(np.save, array(code)) for code in ["f4", "u1", "i8"]},
    "shapes": {str(shape): saved(np.save, array("f4", shape)) for shape in [(), (3,), (0,), (2, 0, 3), (1, 1, 1, 1, 2)]},
    "versions": [version(v) for v in [(1, 0), (2, 0), (3, 0)]],
    "objects": saved(np.save, np.array([1, "a", None], dtype=object), allow_pickle=True),
    "records": saved(np.save, np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")])),
    "texts": saved(np.save, np.array(["ab", "c"])),
})
