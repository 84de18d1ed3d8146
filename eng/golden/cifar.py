#!/usr/bin/python3
"""Batches of CIFAR as Python pickles them: two images, value (31 image + 7 place + place // 1024) mod 256, labels 3 and 7; and pickles that must be refused."""
import base64
import pickle

import numpy as np

import golden

PLACE = np.arange(3072)
DATA = np.stack([(31 * i + 7 * PLACE + PLACE // 1024) % 256 for i in range(2)]).astype(np.uint8)




def pickled(value, protocol=2):
    return base64.b64encode(pickle.dumps(value, protocol)).decode()


def python2(data=DATA, labels=(3, 7)):
    """As Python 2 wrote them: texts are SHORT_BINSTRING and BINSTRING, which no Python 3 writes."""
    def text(s):
        return b"U" + bytes([len(s)]) + s if len(s) < 256 else b"T" + len(s).to_bytes(4, "little") + s
    array = (b"cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85" + text(b"b") + b"\x87R(K\x01M" + data.shape[0].to_bytes(2, "little") +
             b"M" + data.shape[1].to_bytes(2, "little") + b"\x86cnumpy\ndtype\n" + text(b"u1") + b"K\x00K\x01\x87R(K\x03" + text(b"|") +
             b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89" + text(data.tobytes()) + b"tb")
    numbers = b"]q\x03(" + b"".join(b"K" + bytes([v]) for v in labels) + b"e"
    file = b"\x80\x02}q\x00(" + text(b"batch_label") + text(b"training batch 1 of 5") + text(b"labels") + numbers + text(b"data") + array + b"u."
    theirs = pickle.loads(file, encoding="bytes")
    assert (theirs[b"data"] == data).all() and theirs[b"labels"] == list(labels)
    return base64.b64encode(file).decode()


golden.write("cifar.json", {
    "protocol2": python2(),
    "python3": pickled({"data": DATA, "labels": [3, 7], "batch_label": "training batch 1 of 5"}, 2),
    "protocol4": pickled({"data": DATA, "labels": [3, 7], "filenames": ["a", "b"]}, 4),
    "fortran": pickled({"data": np.asfortranarray(DATA), "labels": [3, 7]}, 4),
    "evil": base64.b64encode(
        b"\x80\x02}U\x04datacos\nsystem\nU\x04true\x85Rs.").decode(),
    "floats": pickled({"data": DATA.astype(np.float32), "labels": [3, 7]}, 4),
    "list": pickled([1, 2]),
    "empty": "",
    "short": pickled({"data": DATA[:1], "labels": [3]}, 4),
    "labels": pickled({"data": DATA, "labels": ["a", "b"]}, 4),
})
