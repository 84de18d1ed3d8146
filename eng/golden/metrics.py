#!/usr/bin/python3
"""Golden values for the metrics: scikit-learn's, and for the area under the precision-recall curve Keras's formula in NumPy.

Scores lie in the middles of the 199 intervals between AUC's 200 thresholds, so that Keras's area under ROC is the exact one."""
import numpy as np
import sklearn
from sklearn import metrics
from sklearn.utils.class_weight import compute_class_weight

import golden

CLASSES, N = 5, 80


def scores(stream, shape, true):
    """Grows with the truth, so that some predictions are right."""
    middle = np.floor(199 * (0.65 * golden.unit(stream, shape) + 0.35 * true))
    return (middle + 0.5) / 199


def pr_auc(y, p, method):
    """Keras's AUC with curve "PR" over 200 thresholds."""
    thresholds = np.array([-1e-7] + [i / 199 for i in range(1, 199)] + [1 + 1e-7])
    tp = np.array([np.sum((p > t) & (y == 1)) for t in thresholds], float)
    fp = np.array([np.sum((p > t) & (y == 0)) for t in thresholds], float)
    positives = np.sum(y == 1)

    def ratio(a, b):
        return np.divide(a, b, out=np.zeros_like(a), where=b > 0)
    if method != "interpolation":
        precision, recall = ratio(tp, tp + fp), tp / positives
        height = np.minimum if method == "minoring" else np.maximum
        return np.sum((recall[:-1] - recall[1:]) * height(precision[:-1], precision[1:]))
    dtp, sums = tp[:-1] - tp[1:], tp + fp
    slope = ratio(dtp, sums[:-1] - sums[1:])
    intercept = tp[1:] - slope * sums[1:]
    both = (sums[:-1] > 0) & (sums[1:] > 0)
    logs = np.log(np.divide(sums[:-1], sums[1:], out=np.ones_like(dtp), where=both))
    return np.sum(slope * (dtp + intercept * logs)) / positives


def points(y, p, thresholds):
    """True and false positives, false and true negatives at each threshold."""
    said = p[:, None] > np.array(thresholds)
    counts = [np.sum(said & y[:, None], 0), np.sum(said & ~y[:, None], 0), np.sum(~said & y[:, None], 0), np.sum(~said & ~y[:, None], 0)]
    return [c.astype(float) for c in counts]


def best(held, sought, least=0.5):
    return max((s for h, s in zip(held, sought) if h >= least), default=0)


def gain_auc(tp, fp, fn, tn):
    """Keras's AUC with curve "PRGAIN"."""
    scale, some = (tp + fn) / (tn + fp), tp > 0
    recall = np.maximum(0, np.where(some, 1 - scale * fn / np.where(some, tp, 1), 0))
    precision = np.where(some, 1 - scale * fp / np.where(some, tp, 1), 1)
    return np.sum((recall[:-1] - recall[1:]) * (precision[:-1] + precision[1:]) / 2)


def concordance(t, p):
    return np.mean([2 * np.mean((a - a.mean()) * (b - b.mean())) / (a.var() + b.var() + (a.mean() - b.mean()) ** 2) for a, b in zip(t, p)])


def over_thresholds(y, p):
    even, some = [i / 199 for i in range(200)], [-1e-7, 0.2, 0.4, 0.9, 1 + 1e-7]
    tp, fp, fn, tn = points(y == 1, p, even)
    said = tp + fp
    precision = np.divide(tp, said, out=np.zeros_like(tp), where=said > 0)
    a, b, c, d = points(y == 1, p, some)
    x, h = b / (b + d), a / (a + c)
    return {
        "sensitivity_at_specificity": best(tn / (tn + fp), tp / (tp + fn)), "specificity_at_sensitivity(sensitivity=0.8)": best(tp / (tp + fn), tn / (tn + fp), 0.8),
        "precision_at_recall(recall=0.7)": best(tp / (tp + fn), precision, 0.7), "recall_at_precision(precision=0.6)": best(precision, tp / (tp + fn), 0.6),
        "auc(curve=PRGAIN)": gain_auc(tp, fp, fn, tn), "auc(thresholds=0.2 0.4 0.9)": np.sum((x[:-1] - x[1:]) * (h[:-1] + h[1:]) / 2),
        "true_positives": float(np.sum((p > 0.5) & (y == 1))), "false_positives(thresholds=0.3)": float(np.sum((p > 0.3) & (y == 0))),
        "false_negatives": float(np.sum((p <= 0.5) & (y == 1))), "true_negatives": float(np.sum((p <= 0.5) & (y == 0))),
        "precision(thresholds=0.3 0.6)": np.mean([metrics.precision_score(y, p > t) for t in (0.3, 0.6)]),
    }


def top_k(p, k):
    said = np.zeros_like(p)
    np.put_along_axis(said, np.argsort(-p, axis=1, kind="stable")[:, :k], 1, axis=1)
    return said


def one_label_each():
    y = (golden.words(9000, N) % np.uint64(CLASSES)).astype(int)
    true = np.eye(CLASSES)[y]
    p = scores(9001, (N, CLASSES), true)
    said, flat = p.argmax(1), true.ravel()
    half, two, above = (p > 0.5).ravel(), top_k(p, 2).ravel(), (p > 0.7)
    f1 = lambda average: metrics.f1_score(y, said, average=average)
    auc = lambda method: pr_auc(flat, p.ravel(), method)
    return {"labels": y, "predictions": p, "results": {
        "accuracy": metrics.accuracy_score(y, said), "acc": metrics.accuracy_score(y, said),
        "categorical_accuracy": metrics.accuracy_score(y, said), "sparse_categorical_accuracy": metrics.accuracy_score(y, said),
        "top_k_categorical_accuracy(k=2)": metrics.top_k_accuracy_score(y, p, k=2),
        "sparse_top_k_categorical_accuracy(k=3)": metrics.top_k_accuracy_score(y, p, k=3), "top_k_categorical_accuracy": 1.0,
        "binary_accuracy": metrics.accuracy_score(flat, half), "binary_accuracy(threshold=0.7)": metrics.accuracy_score(flat, above.ravel()),
        "precision": metrics.precision_score(flat, half), "recall": metrics.recall_score(flat, half),
        "precision(thresholds=0.7)": metrics.precision_score(flat, above.ravel()), "recall(thresholds=0.7)": metrics.recall_score(flat, above.ravel()),
        "precision(top_k=2)": metrics.precision_score(flat, two), "recall(top_k=2)": metrics.recall_score(flat, two),
        "precision(class_id=3)": metrics.precision_score(y == 3, p[:, 3] > 0.5), "recall(class_id=3)": metrics.recall_score(y == 3, p[:, 3] > 0.5),
        "precision(thresholds=0.6, top_k=2, class_id=1)": metrics.precision_score(y == 1, (p[:, 1] > 0.6) & (top_k(p, 2)[:, 1] == 1)),
        "f1_score": f1("macro"), "f1_score(average=macro)": f1("macro"), "f1_score(average=micro)": f1("micro"),
        "f1_score(average=weighted)": f1("weighted"),
        "f1_score(average=weighted, threshold=0.7)": metrics.f1_score(true, above, average="weighted"),
        "auc": metrics.roc_auc_score(flat, p.ravel()), "auc(curve=PR)": auc("interpolation"),
        "auc(curve=PR, summation_method=minoring)": auc("minoring"), "auc(curve=PR, summation_method=majoring)": auc("majoring"),
        "cohen_kappa": metrics.cohen_kappa_score(y, said), "cohen_kappa(weights=linear)": metrics.cohen_kappa_score(y, said, weights="linear"),
        "cohen_kappa(weights=quadratic)": metrics.cohen_kappa_score(y, said, weights="quadratic"),
        "mean_squared_error": metrics.mean_squared_error(true, p), "mse": metrics.mean_squared_error(true, p),
        "mean_absolute_error": metrics.mean_absolute_error(true, p), "mae": metrics.mean_absolute_error(true, p),
        "root_mean_squared_error": np.sqrt(metrics.mean_squared_error(true, p)), "mean_io_u": metrics.jaccard_score(y, said, average="macro"),
        "categorical_crossentropy": -np.log((p / p.sum(1, keepdims=True))[true == 1]).mean(),
        "sparse_categorical_crossentropy": -np.log((p / p.sum(1, keepdims=True))[true == 1]).mean(),
        "binary_crossentropy": metrics.log_loss(flat, p.ravel()), "bce": metrics.log_loss(flat, p.ravel()),
        "cosine_similarity": np.mean([metrics.pairwise.cosine_similarity(a[None], b[None]) for a, b in zip(true, p)]),
        "mean_squared_logarithmic_error": metrics.mean_squared_log_error(true, p), "msle": metrics.mean_squared_log_error(true, p),
        "hinge": metrics.hinge_loss(2 * flat - 1, p.ravel()), "categorical_hinge": metrics.hinge_loss(y, p),
        **over_thresholds(flat, p.ravel()), "io_u": metrics.jaccard_score(y, said, average="macro"),
        "io_u(target_class_ids=1 3)": metrics.jaccard_score(y, said, average=None)[[1, 3]].mean(),
        "mean_io_u(num_classes=5, ignore_class=2)": metrics.jaccard_score(y[y != 2], said[y != 2], labels=range(CLASSES), average="macro", zero_division=0),
        "one_hot_io_u(num_classes=5, target_class_ids=4)": metrics.jaccard_score(y, said, average=None)[4],
        "one_hot_mean_io_u": metrics.jaccard_score(y, said, average="macro"),
        "fbeta_score": f1("macro"), "fbeta_score(average=weighted, beta=2)": metrics.fbeta_score(y, said, beta=2, average="weighted"),
        "auc(multi_label=true)": metrics.roc_auc_score(true, p, average="macro"),
        "auc(multi_label=true, label_weights=1 2 0 0 3)": np.average(metrics.roc_auc_score(true, p, average=None), weights=[1, 2, 0, 0, 3]),
        "r2_score": metrics.r2_score(true, p), "r2_score(class_aggregation=variance_weighted_average)": metrics.r2_score(true, p, multioutput="variance_weighted"),
        "matthews_correlation_coefficient": metrics.matthews_corrcoef(y, said),
        "pearson_correlation": np.mean([np.corrcoef(a, b)[0, 1] for a, b in zip(true, p)]), "concordance_correlation": concordance(true, p),
        "mean": p.mean(), "sum": p.sum(),
    }, "f1": metrics.f1_score(y, said, average=None), "confusion": metrics.confusion_matrix(y, said),
        **{"confusion_" + by: metrics.confusion_matrix(y, said, normalize=by) for by in ("true", "pred", "all")}}


def one_output():
    y = (golden.words(9002, N) % np.uint64(3) == 0).astype(int)
    p = scores(9003, N, y)
    said = p > 0.5
    return {"labels": y, "predictions": p, "results": {
        "accuracy": metrics.accuracy_score(y, said), "binary_accuracy": metrics.accuracy_score(y, said),
        "binary_accuracy(threshold=0.4)": metrics.accuracy_score(y, p > 0.4),
        "precision": metrics.precision_score(y, said), "recall": metrics.recall_score(y, said),
        "f1_score": metrics.f1_score(y, said), "auc": metrics.roc_auc_score(y, p), "auc(curve=PR)": pr_auc(y, p, "interpolation"),
        "cohen_kappa": metrics.cohen_kappa_score(y, said),
        "mean_squared_error": metrics.mean_squared_error(y, p), "mean_absolute_error": metrics.mean_absolute_error(y, p),
        "root_mean_squared_error": np.sqrt(metrics.mean_squared_error(y, p)), "binary_crossentropy": metrics.log_loss(y, p),
        **over_thresholds(y, p), "binary_io_u": metrics.jaccard_score(y, p >= 0.5, average="macro"),
        "binary_io_u(target_class_ids=1, threshold=0.4)": metrics.jaccard_score(y, p >= 0.4),
        "matthews_correlation_coefficient": metrics.matthews_corrcoef(y, said), "r2_score": metrics.r2_score(y, p),
    }, "confusion": metrics.confusion_matrix(y, said)}


def report(counts, names=None, digits=2):
    """The report on a matrix of counts [true, predicted]."""
    counts = np.array(counts)
    classes = range(len(counts))
    y = np.repeat(classes, counts.sum(1))
    said = np.concatenate([np.repeat(classes, row) for row in counts])
    text = metrics.classification_report(y, said, labels=list(classes), target_names=names, digits=digits, zero_division=0)
    return {"counts": counts, "classes": len(counts), "names": names or [], "digits": digits, "text": text}


def reports():
    given = golden.words(9004, 144).reshape(12, 12) % np.uint64(9) + np.uint64(40) * np.eye(12, dtype=np.uint64)
    halves = [[1, 7], [0, 8]], [[5, 3], [11, 13]], [[1, 31], [15, 1]]
    return [report(given.astype(int)), report(given.astype(int)[:3, :3], ["T-shirt/top", "Trouser", "Pullover, knitted"], 4),
            report([[3, 1, 0], [0, 0, 0], [2, 0, 0]]), report([[4]]), report([[0, 3], [0, 2]], ["cat", "dog"], 3),
            *[report(h, digits=d) for h in halves for d in (0, 1, 2, 3)]]


def weights():
    y = np.array([0] * 7 + [1] * 2 + [2] * 31 + [3])
    return {"labels": y, "balanced": compute_class_weight("balanced", classes=np.unique(y), y=y)}


golden.write("metrics.json", {"sklearn": sklearn.__version__, "one_label_each": one_label_each(), "one_output": one_output(),
                              "reports": reports(), "class_weights": weights()}, digits=12)
