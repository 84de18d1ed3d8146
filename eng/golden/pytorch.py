"""Files as PyTorch saves them (Debian's 1.13): both forms, every type of numbers, views of storages, checkpoints; and what must be refused. Values are i - 2."""
import base64
import collections
import io
import os
import pickle
import zipfile

import numpy as np
import torch

import golden


def saved(thing, new=True):
    file = io.BytesIO()
    torch.save(thing, file, _use_new_zipfile_serialization=new)
    return base64.b64encode(file.getvalue()).decode()


def both(thing):
    return {"zip": saved(thing), "row": saved(thing, new=False)}


def numbers(*shape, dtype=torch.float32):
    return (torch.arange(int(np.prod(shape))).reshape(shape) - 2).to(dtype)


def rewritten(file, change):
    """The same zip file with another pickle, or packed."""
    old, new = zipfile.ZipFile(io.BytesIO(base64.b64decode(file))), io.BytesIO()
    with zipfile.ZipFile(new, "w") as to:
        for entry in old.infolist():
            change(to, entry.filename, old.read(entry))
    return base64.b64encode(new.getvalue()).decode()


def packed(to, name, content):
    to.writestr(name, content, zipfile.ZIP_DEFLATED)


def with_pickle(text):
    return lambda to, name, content: to.writestr(name, text if name.endswith("data.pkl") else content)


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/hornbill-was-here",)


TYPES = ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8"]
base = numbers(4, 6)
views = {
    "transposed": base.t(), "part": base[1:3, 2:5], "steps": base[::2, ::3], "whole": base, "scalar": torch.tensor(7.0),
    "empty": torch.zeros(0, 3), "permuted": numbers(2, 3, 4).permute(2, 0, 1),
}
net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Flatten(), torch.nn.Linear(8, 2))
with torch.no_grad():
    for tensor in net.state_dict().values():
        tensor.copy_((torch.arange(tensor.numel()) - 2).reshape(tensor.shape))
optimizer = torch.optim.Adam(net.parameters())
net(torch.zeros(1, 1, 4, 4)).sum().backward()
optimizer.step()
with torch.no_grad():
    for tensor in net.state_dict().values():
        tensor.copy_((torch.arange(tensor.numel()) - 2).reshape(tensor.shape))
state = net.state_dict()

# Every layout that is turned: a convolution, one for each channel with two outputs, statistics, and a linear layer behind Flatten and Dropout.
layers = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3, padding=1), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Conv2d(4, 8, 3, padding=1, groups=4),
                             torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Dropout(0.5), torch.nn.BatchNorm1d(72), torch.nn.Linear(72, 5)).eval()
with torch.no_grad():
    for v, (name, tensor) in enumerate(layers.state_dict().items()):
        if tensor.dim():
            draw = golden.unit(9000 + v, tuple(tensor.shape)) + 0.5 if name.endswith("var") else golden.signed(9000 + v, tuple(tensor.shape))
            tensor.copy_(torch.from_numpy(draw.astype(np.float32)))
    pictures = golden.signed(9100, (2, 6, 6, 3)).astype(np.float32)
    logits = layers(torch.from_numpy(pictures).permute(0, 3, 1, 2)).numpy()
small = saved(collections.OrderedDict(x=numbers(2, 3)))
evil = pickle.dumps({"x": Evil()}, protocol=2)

golden.write("pytorch.json", {
    "types": both({t: numbers(2, 3, dtype=getattr(torch, t)) for t in TYPES} | {"uint8": torch.arange(6, dtype=torch.uint8).reshape(2, 3)}),
    "bools": both({"b": torch.tensor([True, False, True])}),
    "views": both(views),
    "net": both(state),
    "parameter": both({"p": torch.nn.Parameter(numbers(2, 3))}),
    "checkpoint": both({"epoch": 3, "state_dict": state, "optimizer": optimizer.state_dict(), "best": np.float64(0.5), "loss": 0.25,
                        "arch": "net", "device": torch.device("cpu"), "size": torch.Size([2, 3]), "type": torch.float32}),
    "two": both({"ema": state, "model": state}),
    "unclear": both({"a": state, "b": state}),
    "packed": rewritten(small, packed),
    "layers": {"file": saved(layers.state_dict()), "logits": logits.astype(np.float64)},
    "refused": {
        "'__main__.Evil'": rewritten(small, with_pickle(b"\x80\x02c__main__\nEvil\n.")),
        "system' is named": rewritten(small, with_pickle(evil)),
        "'torch.nn.modules.container.Sequential' is named": saved(net),
        "torch.nn.modules.container.Sequential' is named": saved(net, new=False),
        "_rebuild_sparse_tensor' is named": saved({"s": torch.eye(3).to_sparse()}),
        "ComplexFloatStorage' is named": saved({"c": torch.zeros(2, dtype=torch.complex64)}),
        "expanded tensors are saved by clone()": saved({"e": torch.ones(1).expand(1000)}),
        "holds no dictionary": saved(numbers(3)),
        "has no tensors": saved({"epoch": 3}),
        "no entry 'archive/data/0'": rewritten(small, lambda to, name, content: name.endswith("/0") or to.writestr(name, content)),
        "numbers of F32 take 24": rewritten(small, lambda to, name, content: to.writestr(name, content[:20] if name.endswith("/0") else content)),
        "a program of TorchScript": rewritten(small, lambda to, name, content: (
            to.writestr(name, content), name.endswith("version") and to.writestr("archive/constants.pkl", b"\x80\x02N."))),
        "a data.pkl in its folder": rewritten(small, lambda to, name, content: name.endswith("data.pkl") or to.writestr(name, content)),
    },
})
