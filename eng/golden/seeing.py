#!/usr/bin/python3
"""Golden values for Inspection: gradient pictures by PyTorch in double precision, principal components and t-SNE's affinities by
scikit-learn, label errors by NumPy. Images are NHWC, kernels HWIO."""
import numpy as np
import sklearn
import torch
import torch.nn.functional as F
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.manifold._t_sne import _joint_probabilities
from sklearn.metrics import pairwise_distances

import golden

SHAPES = [(3, 3, 3, 4), (4,), (3, 3, 4, 6), (6,), (96, 5), (5,)]
STEPS, WINDOW, STRIDE = 20, 4, 3

k1, b1, k2, b2, w, b = [torch.tensor(v) for v in golden.weights(8100, SHAPES)]
x = torch.tensor(golden.unit(8200, (2, 12, 12, 3)))


def forward(image):
    """Both convolutions' maps (n, c, h, w) and the scores."""
    first = F.relu(F.conv2d(image.permute(0, 3, 1, 2), k1.permute(3, 2, 0, 1), b1, padding=1))
    second = F.relu(F.conv2d(F.max_pool2d(first, 2), k2.permute(3, 2, 0, 1), b2))
    return first, second, second.permute(0, 2, 3, 1).flatten(1) @ w + b


def saliency(image, classes):
    image = image.clone().requires_grad_()
    scores = forward(image)[2]
    return torch.autograd.grad(scores[range(len(classes)), classes].sum(), image)[0]


def integrated(image, classes):
    shares = [saliency(image * ((k + 0.5) / STEPS), classes) for k in range(STEPS)]
    return image * torch.stack(shares).mean(0)


def cams(image, classes, layer):
    outputs = forward(image.clone().requires_grad_())
    maps = outputs[layer]
    g = torch.autograd.grad(outputs[2][range(len(classes)), classes].sum(), maps)[0]
    cam = F.relu((g.mean((2, 3), keepdim=True) * maps).sum(1))
    below = 2 * g ** 2 + maps.sum((2, 3), keepdim=True) * g ** 3
    alpha = torch.where(below != 0, g ** 2 / torch.where(below != 0, below, torch.ones_like(below)), torch.zeros_like(below))
    plus = F.relu(((alpha * F.relu(g)).sum((2, 3), keepdim=True) * maps).sum(1))
    return cam, plus


def occlusion(image, classes):
    """Squares of the channels' means; the last of a row or column ends with the image."""
    places = sorted({min(i, 12 - WINDOW) for i in range(0, 12, STRIDE)})
    whole = F.softmax(forward(image)[2], 1)
    sums, counts = np.zeros((2, 12, 12)), np.zeros((2, 12, 12))
    for top in places:
        for left in places:
            hidden = image.clone()
            hidden[:, top:top + WINDOW, left:left + WINDOW] = image.mean((1, 2), keepdim=True)
            drop = (whole - F.softmax(forward(hidden)[2], 1))[range(2), classes].numpy()
            sums[:, top:top + WINDOW, left:left + WINDOW] += drop[:, None, None]
            counts[:, top:top + WINDOW, left:left + WINDOW] += 1
    return sums / counts


def channel(image, k):
    image = image.clone().requires_grad_()
    return torch.autograd.grad(forward(image)[1][:, k].mean((1, 2)).sum(), image)[0]


def components(stream, shape, count):
    data = golden.signed(stream, shape) * (1 + np.arange(shape[1]))
    pca = PCA(count, svd_solver="full").fit(data.astype(np.float32).astype(np.float64))
    signs = np.sign(pca.components_[range(count), np.abs(pca.components_).argmax(1)])[:, None]
    points = pca.transform(data.astype(np.float32).astype(np.float64)) * signs.T
    return {"shape": shape, "components": pca.components_ * signs, "variance": pca.explained_variance_,
            "ratio": pca.explained_variance_ratio_, "points": points}


def embedding():
    data = (golden.signed(8500, (60, 5)) + 4 * np.eye(5)[np.arange(60) % 3]).astype(np.float32).astype(np.float64)
    distances = pairwise_distances(data, squared=True).astype(np.float32)
    joint = _joint_probabilities(distances, 12, 0)
    fitted = TSNE(perplexity=12, method="exact", init="pca", learning_rate="auto").fit(data)
    return {"joint": np.asarray(joint), "divergence": float(fitted.kl_divergence_)}


def label_errors():
    labels = (golden.words(8600, 60) % np.uint64(3)).astype(int)
    raw = 0.2 + golden.unit(8601, (60, 3)) + 0.8 * np.eye(3)[(labels + (np.arange(60) % 7 == 0)) % 3]
    p = (raw / raw.sum(1, keepdims=True)).astype(np.float32).astype(np.float64)
    thresholds = np.array([p[labels == c, c].mean() for c in range(3)])
    above = np.where(p >= thresholds, p, -1)
    found, counted = above.argmax(1), above.max(1) >= 0
    joint = np.zeros((3, 3), int)
    np.add.at(joint, (labels[counted], found[counted]), 1)
    wrong = np.flatnonzero(counted & (found != labels))
    order = wrong[np.argsort(p[wrong, labels[wrong]] - p[wrong, found[wrong]], kind="stable")]
    return {"labels": labels, "probabilities": p, "thresholds": thresholds, "joint": joint, "issues": order}


classes = forward(x)[2].argmax(1).tolist()
other = [(c + 2) % 5 for c in classes]
values = {"sklearn": sklearn.__version__, "classes": classes, "other": other, "scores": forward(x)[2],
          "saliency": saliency(x, classes), "saliency_other": saliency(x, other), "integrated": integrated(x, classes),
          "occlusion": occlusion(x, classes), "channel": channel(x, 2)}
for layer, name in enumerate(("first", "second")):
    values[f"gradcam_{name}"], values[f"gradcampp_{name}"] = cams(x, classes, layer)
    values[f"gradcam_{name}_other"], values[f"gradcampp_{name}_other"] = cams(x, other, layer)
map = values["gradcam_second"]
values["resized"] = F.interpolate(map[:, None], (9, 7), mode="bilinear", align_corners=False)[:, 0]
values = {k: v.detach().numpy() if isinstance(v, torch.Tensor) else v for k, v in values.items()}
golden.write("seeing.json", {**values, "tall": components(8300, (20, 6), 3), "wide": components(8400, (6, 15), 4),
                             "embedding": embedding(), "labels": label_errors()}, digits=9)
