namespace Hornbill.Metrics;

/// <summary>F1 of each class, 2 TP / (2 TP + FP + FN), the harmonic mean of its precision and recall. <see cref="Result"/> is one number of them:
/// the mean over the classes ("macro", and where no average is asked for), the mean weighted by how often a class is true ("weighted"), or the F1 of all
/// classes' counts together ("micro").</summary>
/// <param name="average">"micro", "macro" or "weighted"; none leaves the figures in <see cref="PerClass"/>, their mean in <see cref="Result"/>.</param>
/// <param name="threshold">Above it an output says yes; by default only the greatest output does (and of a single one, what is above ½).</param>
public sealed class F1Score(string? average = null, double? threshold = null) : Metric
{
    readonly string? _average = average is null ? null : Choices.Check("average of F1Score", average, "micro", "macro", "weighted");
    readonly double? _threshold = threshold;
    long[] _hits = [], _said = [], _true = [];

    /// <inheritdoc/>
    public override string Name => "f1_score";

    /// <summary>F1 of each class; 0 where a class was neither predicted nor true.</summary>
    public double[] PerClass => [.. Enumerable.Range(0, _hits.Length).Select(Of)];

    /// <inheritdoc/>
    public override double Result => _average switch
    {
        "micro" => Of(_hits.Sum(), _said.Sum(), _true.Sum()),
        "weighted" => Enumerable.Range(0, _hits.Length).Sum(c => Of(c) * _true[c]) / Math.Max(1, _true.Sum()),
        _ => _hits.Length == 0 ? 0 : PerClass.Average(),
    };

    /// <inheritdoc/>
    public override double[] State
    {
        get => [.. _hits.Concat(_said).Concat(_true).Select(n => (double)n)];
        set
        {
            Check(value, value is not null && value.Length % 3 == 0 && value.All(n => n >= 0));
            var third = value!.Length / 3;
            long[] counts = [.. value.Select(n => (long)n)];
            (_hits, _said, _true) = (counts[..third], counts[third..^third], counts[^third..]);
        }
    }

    /// <inheritdoc/>
    public override Metric Fresh() => new F1Score(_average, _threshold);

    /// <inheritdoc/>
    public override void Reset()
    {
        _hits.AsSpan().Clear();
        _said.AsSpan().Clear();
        _true.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        if (_hits.Length != prediction.Length) (_hits, _said, _true) = (new long[prediction.Length], new long[prediction.Length], new long[prediction.Length]);
        for (var c = 0; c < prediction.Length; c++)
        {
            var (says, wanted) = (Says(prediction, c), Truth.Of(prediction, target, c) != 0);
            if (says) _said[c]++;
            if (wanted) _true[c]++;
            if (says && wanted) _hits[c]++;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("average", _average, null), ("threshold", _threshold, null));

    static double Of(long hits, long said, long wanted) => hits == 0 ? 0 : 2.0 * hits / (said + wanted);

    double Of(int c) => Of(_hits[c], _said[c], _true[c]);

    bool Says(ReadOnlySpan<float> prediction, int c) =>
        _threshold is null && prediction.Length > 1 ? Truth.Among(prediction, c, 1) : prediction[c] > (_threshold ?? 0.5);
}
