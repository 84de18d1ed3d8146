namespace Hornbill.Metrics;

/// <summary>Counts of outputs that say yes and of targets that are, over all samples and outputs, at one threshold or several: what
/// precision, recall and their kin are made of. With weights they are sums of weights.</summary>
public abstract class RetrievalMetric : WeightedMetric
{
    readonly double[]? _given;
    readonly float[] _thresholds;
    readonly int? _topK, _classId;
    readonly double[] _counts; // true positives by threshold, then false positives, false negatives, true negatives

    private protected RetrievalMetric(Thresholds? thresholds, int? topK, int? classId)
    {
        if (topK <= 0) throw new ArgumentException(
            $"{GetType().Name} got top k {topK} but needs at least 1. Give the number of outputs that say yes.");
        if (classId < 0) throw new ArgumentException(
            $"{GetType().Name} got class {classId} but needs an index from 0. Give the class's index.");
        (_given, _topK, _classId) = (thresholds?.Checked(GetType().Name), topK, classId);
        _thresholds = _given is null ? [topK is null ? 0.5f : float.NegativeInfinity] : [.. _given.Select(t => (float)t)];
        _counts = new double[4 * _thresholds.Length];
    }

    /// <summary>Outputs that say yes and are right, at the first threshold.</summary>
    public double TruePositives => _counts[0];

    /// <summary>Outputs that say yes and are wrong, at the first threshold.</summary>
    public double FalsePositives => _counts[_thresholds.Length];

    /// <summary>Outputs that say no and are wrong, at the first threshold.</summary>
    public double FalseNegatives => _counts[2 * _thresholds.Length];

    /// <summary>Outputs that say no and are right, at the first threshold.</summary>
    public double TrueNegatives => _counts[3 * _thresholds.Length];

    /// <summary>The figure at each threshold.</summary>
    public double[] PerThreshold => [.. Enumerable.Range(0, _thresholds.Length).Select(At)];

    /// <summary>The figure; of several thresholds the mean over them, where <see cref="PerThreshold"/> has each.</summary>
    public sealed override double Result => _thresholds.Length == 1 ? At(0) : PerThreshold.Average();

    /// <inheritdoc/>
    public sealed override double[] State
    {
        get => [.. _counts];
        set
        {
            Check(value, value is not null && value.Length == _counts.Length && value.All(n => n >= 0));
            value!.CopyTo(_counts, 0);
        }
    }

    /// <inheritdoc/>
    public sealed override void Reset() => _counts.AsSpan().Clear();

    /// <inheritdoc/>
    public sealed override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight)
    {
        if (_classId >= prediction.Length)
            throw new ArgumentException(
                $"{GetType().Name} counts class {_classId} but a prediction has {prediction.Length} outputs. Give an index below that.");
        for (var i = _classId ?? 0; i <= (_classId ?? prediction.Length - 1); i++)
        {
            var (chosen, wanted) = (_topK is not { } k || Truth.Among(prediction, i, k), Truth.Of(prediction, target, i) != 0);
            for (var t = 0; t < _thresholds.Length; t++)
            {
                var says = chosen && prediction[i] > _thresholds[t];
                _counts[((says ? wanted ? 0 : 1 : wanted ? 2 : 3) * _thresholds.Length) + t] += weight;
            }
        }
    }

    /// <inheritdoc/>
    public sealed override string ToString() =>
        Settings.Write(Name, ("thresholds", _given, null), ("top_k", _topK, null), ("class_id", _classId, null));

    /// <summary>The figure of the counts at a threshold.</summary>
    private protected abstract double Of(double truePositives, double falsePositives, double falseNegatives, double trueNegatives);

    private protected (Thresholds? Thresholds, int? TopK, int? ClassId) Given => (_given is null ? null : new(_given), _topK, _classId);

    private protected sealed override bool TakesVectors => _topK is not null || _classId is not null;

    private protected static double Share(double part, double rest) => part == 0 ? 0 : part / (part + rest);

    double At(int t) => Of(_counts[t], _counts[_thresholds.Length + t], _counts[(2 * _thresholds.Length) + t],
        _counts[(3 * _thresholds.Length) + t]);
}
