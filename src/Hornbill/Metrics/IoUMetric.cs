namespace Hornbill.Metrics;

/// <summary>The mean over classes of TP / (TP + FP + FN), the intersection over the union of what is predicted as a class and what is of
/// it; a class that is neither predicted nor true does not count. Of images each pixel is a prediction. Labels that are no class pass
/// unseen.</summary>
public abstract class IoUMetric : WeightedMetric
{
    const double Smallest = 1e-7;

    readonly int? _numClasses, _ignoreClass;
    readonly int[]? _targetClassIds;
    double[] _counts = []; // (true, predicted)

    private protected IoUMetric(int? numClasses, int[]? targetClassIds, int? ignoreClass, bool sparseYTrue, bool sparseYPred)
    {
        if (numClasses < 1) throw new ArgumentException(
            $"{GetType().Name} got {numClasses} classes but needs at least 1. Give the number of classes.");
        if (targetClassIds?.Any(c => c < 0 || c >= (numClasses ?? int.MaxValue)) ?? false)
            throw new ArgumentException(
                $"{GetType().Name} got the target classes ({string.Join(", ", targetClassIds)}) but has classes 0 to {numClasses - 1}. " +
                $"Give some of those.");
        (_numClasses, _targetClassIds, _ignoreClass, SparseYTrue, SparseYPred) =
            (numClasses, targetClassIds, ignoreClass, sparseYTrue, sparseYPred);
    }

    private protected bool SparseYTrue { get; }

    private protected bool SparseYPred { get; }

    private protected (int? NumClasses, int[]? TargetClassIds, int? IgnoreClass) Given => (_numClasses, _targetClassIds, _ignoreClass);

    int Classes => (int)Math.Sqrt(_counts.Length);

    /// <summary>The intersection over the union of each class; 0 where it was neither predicted nor true.</summary>
    public double[] PerClass => [.. Enumerable.Range(0, Classes).Select(c =>
        Union(c) > 1e-9 ? _counts[(c * Classes) + c] / (Union(c) + Smallest) : 0)];

    /// <inheritdoc/>
    public sealed override double Result
    {
        get
        {
            int[] asked = [.. (_targetClassIds ?? [.. Enumerable.Range(0, Classes)]).Where(c => c < Classes)];
            var seen = asked.Count(c => Union(c) > 1e-9);
            return seen == 0 ? 0 : asked.Sum(c => PerClass[c]) / seen;
        }
    }

    /// <inheritdoc/>
    public sealed override double[] State
    {
        get => [.. _counts];
        set
        {
            var classes = (int)Math.Sqrt(value?.Length ?? 0);
            Check(value!, value is not null && classes * classes == value.Length && value.All(n => n >= 0));
            _counts = [.. value!];
        }
    }

    /// <inheritdoc/>
    public sealed override void Reset() => _counts.AsSpan().Clear();

    /// <inheritdoc/>
    public sealed override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight)
    {
        var classes = _numClasses ?? Math.Max(2, prediction.Length);
        if (_counts.Length != classes * classes) _counts = new double[classes * classes];
        var (truth, said) = (target.Length == 1 ? target[0] : Kernels.Statistics.Argmax(target), Said(prediction));
        // A label that is none, of the class ignored or of none there is, does not count; the fraction of one is cut off.
        if (truth == _ignoreClass || !((int)truth >= 0 && (int)truth < classes) || !(said >= 0 && said < classes)
            || float.IsNaN(truth)) return;
        _counts[((int)truth * classes) + said] += weight;
    }

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("num_classes", _numClasses, null), ("target_class_ids", Ids, null),
        ("ignore_class", _ignoreClass, null));

    private protected object? Ids => _targetClassIds?.Select(c => (double)c).ToArray();

    /// <summary>The class predicted: the greatest output, or the class that a single one is, or ½ tells where the number of classes is not
    /// known.</summary>
    private protected virtual int Said(ReadOnlySpan<float> prediction) =>
        prediction.Length > 1 || _numClasses is null ? Truth.Predicted(prediction) : float.IsNaN(prediction[0]) ? -1 : (int)prediction[0];

    private protected sealed override int RowOf(Tensors.Shape prediction, int predictions, int targets) =>
        SparseYPred && (predictions == targets || !SparseYTrue) ? 1 : base.RowOf(prediction, predictions, targets);

    private protected sealed override int TargetRowOf(Tensors.Shape target, int row) =>
        SparseYTrue ? 1 : target.Rank > 1 ? target[^1] : row;

    double Union(int c)
    {
        var (sum, classes) = (-_counts[(c * Classes) + c], Classes);
        for (var other = 0; other < classes; other++) sum += _counts[(c * classes) + other] + _counts[(other * classes) + c];
        return sum;
    }
}
