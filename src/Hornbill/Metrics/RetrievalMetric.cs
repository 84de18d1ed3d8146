namespace Hornbill.Metrics;

/// <summary>Counts of outputs that say yes and of targets that are, over all samples and outputs: what precision and recall are shares of.</summary>
public abstract class RetrievalMetric : Metric
{
    readonly double? _threshold;
    readonly int? _topK, _classId;

    private protected RetrievalMetric(double? thresholds, int? topK, int? classId)
    {
        if (topK <= 0) throw new ArgumentException($"{GetType().Name} got top k {topK} but needs at least 1. Give the number of outputs that say yes.");
        if (classId < 0) throw new ArgumentException($"{GetType().Name} got class {classId} but needs an index from 0. Give the class's index.");
        (_threshold, _topK, _classId) = (thresholds, topK, classId);
    }

    /// <summary>Outputs that say yes and are right.</summary>
    public long TruePositives { get; private set; }

    /// <summary>Outputs that say yes and are wrong.</summary>
    public long FalsePositives { get; private set; }

    /// <summary>Outputs that say no and are wrong.</summary>
    public long FalseNegatives { get; private set; }

    /// <inheritdoc/>
    public sealed override double[] State
    {
        get => [TruePositives, FalsePositives, FalseNegatives];
        set
        {
            Check(value, value is [>= 0, >= 0, >= 0]);
            (TruePositives, FalsePositives, FalseNegatives) = ((long)value[0], (long)value[1], (long)value[2]);
        }
    }

    /// <inheritdoc/>
    public sealed override void Reset() => (TruePositives, FalsePositives, FalseNegatives) = (0, 0, 0);

    /// <inheritdoc/>
    public sealed override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        if (_classId >= prediction.Length)
            throw new ArgumentException($"{GetType().Name} counts class {_classId} but a prediction has {prediction.Length} outputs. Give an index below that.");
        for (var i = _classId ?? 0; i <= (_classId ?? prediction.Length - 1); i++) Count(Says(prediction, i), Truth.Of(prediction, target, i) != 0);
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Settings.Write(Name, ("thresholds", _threshold, null), ("top_k", _topK, null), ("class_id", _classId, null));

    private protected (double? Thresholds, int? TopK, int? ClassId) Given => (_threshold, _topK, _classId);

    private protected static double Share(long part, long rest) => part == 0 ? 0 : (double)part / (part + rest);

    bool Says(ReadOnlySpan<float> prediction, int i) =>
        (_topK is not { } k || Truth.Among(prediction, i, k)) && prediction[i] > (_threshold ?? (_topK is null ? 0.5 : double.NegativeInfinity));

    void Count(bool says, bool wanted)
    {
        if (says && wanted) TruePositives++;
        else if (says) FalsePositives++;
        else if (wanted) FalseNegatives++;
    }
}
