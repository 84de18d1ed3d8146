"""Logits of torchvision's nets with weights that both sides make: tests/Hornbill.Tests/Golden/applications.json.

A weight's numbers are a stream of its name: kernels within sqrt(6 / fan in), scales and variances around 1, the rest around 0.
Small images and few classes keep it short; what is compared is the arrangement of layers, paddings, strides, names and layouts.
"""
import json
import zlib
from pathlib import Path

import numpy as np
import torch
import torchvision

import golden

CLASSES, BATCH = 10, 2


def weight(name, shape, gain=1):
    values = golden.signed(zlib.crc32(name.encode()), int(np.prod(shape)))
    if len(shape) > 1:
        values = values * gain * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith(".running_var") or (name.endswith(".weight") and len(shape) == 1):
        values = 1 + 0.2 * values
    else:
        values = 0.1 * values
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def case(name, net, side, gain=1):
    state = {k: v for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")}
    net.load_state_dict({k: weight(k, tuple(v.shape), gain) for k, v in state.items()}, strict=False)
    x = golden.signed(31, BATCH * side * side * 3).astype(np.float32).reshape(BATCH, side, side, 3)
    with torch.no_grad():
        y = net.double().eval()(torch.from_numpy(x.transpose(0, 3, 1, 2).copy()).double()).numpy()
    print(name, y.std(), np.abs(y[0] - y[1]).max())
    return {"net": name, "side": side, "gain": gain, "weights": [[k, list(v.shape)] for k, v in state.items()],
            "logits": [float(f"{v:.9g}") for v in y.reshape(-1)]}


def vgg(net, side):
    """The head for a smaller image: torchvision's would enlarge what is left of it."""
    net.avgpool = torch.nn.Identity()
    net.classifier[0] = torch.nn.Linear(512 * (side // 32) ** 2, 4096)
    net.classifier[6] = torch.nn.Linear(4096, CLASSES)
    return net


models = torchvision.models
cases = [
    case("vgg16", vgg(models.vgg16(weights=None, init_weights=False), 64), 64),
    case("resnet18", models.resnet18(weights=None, num_classes=CLASSES), 64),
    case("resnet34", models.resnet34(weights=None, num_classes=CLASSES), 50),
    case("resnet50", models.resnet50(weights=None, num_classes=CLASSES), 64),
    case("mobilenetv2", models.mobilenet_v2(weights=None, num_classes=CLASSES), 75),
    case("squeezenet1.1", models.squeezenet1_1(weights=None, num_classes=CLASSES), 64),
    case("squeezenet1.1", models.squeezenet1_1(weights=None, num_classes=CLASSES), 77),
    case("efficientnet-b0", models.efficientnet_b0(weights=None, num_classes=CLASSES), 64, gain=1.5),
]
target = Path(__file__).resolve().parents[2] / "tests/Hornbill.Tests/Golden/applications.json"
text = json.dumps({"script": "eng/golden/applications.py", "torchvision": torchvision.__version__, "cases": cases})
target.write_text(text.replace(', {"net"', ',\n{"net"') + "\n")
