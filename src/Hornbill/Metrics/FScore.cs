namespace Hornbill.Metrics;

/// <summary>A harmonic mean of precision and recall of each class. <see cref="Result"/> is one number of them: the mean over the classes
/// ("macro", and where no average is asked for), the mean weighted by how often a class is true ("weighted"), or that of all classes'
/// counts together ("micro").</summary>
public abstract class FScore : WeightedMetric
{
    const double Smallest = 1e-7;

    readonly string? _average;
    readonly double _beta;
    readonly double? _threshold;
    double[] _hits = [], _said = [], _true = [];

    private protected FScore(string? average, double beta, double? threshold)
    {
        _average = average is null ? null : Choices.Check($"average of {GetType().Name}", average, "micro", "macro", "weighted");
        _beta = beta > 0 && double.IsFinite(beta)
            ? beta
            : throw new ArgumentException($"{GetType().Name} got beta {beta} but needs a finite number above 0. Give one such as 1.");
        _threshold = threshold is null or (> 0 and <= 1)
            ? threshold
            : throw new ArgumentException(
                $"{GetType().Name} got the threshold {threshold} but needs a number above 0 and at most 1. Give one such as 0.5, or none " +
                $"for the greatest output.");
    }

    /// <summary>The figure of each class; 0 where a class was neither predicted nor true.</summary>
    public double[] PerClass => [.. Enumerable.Range(0, _hits.Length).Select(c => Of(_hits[c], _said[c], _true[c]))];

    /// <inheritdoc/>
    public sealed override double Result => _average switch
    {
        "micro" => Of(_hits.Sum(), _said.Sum(), _true.Sum()),
        "weighted" => PerClass.Select((f, c) => f * _true[c]).Sum() / (_true.Sum() + Smallest),
        _ => _hits.Length == 0 ? 0 : PerClass.Average(),
    };

    /// <inheritdoc/>
    public sealed override double[] State
    {
        get => [.. _hits, .. _said, .. _true];
        set
        {
            Check(value, value is not null && value.Length % 3 == 0 && value.All(n => n >= 0));
            var third = value!.Length / 3;
            (_hits, _said, _true) = (value[..third], value[third..^third], value[^third..]);
        }
    }

    private protected (string? Average, double Beta, double? Threshold) Given => (_average, _beta, _threshold);

    /// <inheritdoc/>
    public sealed override void Reset()
    {
        _hits.AsSpan().Clear();
        _said.AsSpan().Clear();
        _true.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public sealed override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight)
    {
        if (_hits.Length != prediction.Length)
            (_hits, _said, _true) = (new double[prediction.Length], new double[prediction.Length], new double[prediction.Length]);
        var greatest = prediction[Kernels.Statistics.Argmax(prediction)];
        for (var c = 0; c < prediction.Length; c++)
        {
            var (says, wanted) = (Says(prediction, c, greatest) ? weight : 0, (double)Truth.Of(prediction, target, c));
            _said[c] += says;
            _true[c] += weight * wanted;
            _hits[c] += says * wanted;
        }
    }

    double Of(double hits, double said, double wanted)
    {
        double precision = hits / (said + Smallest), recall = hits / (wanted + Smallest), square = _beta * _beta;
        return precision * recall / ((square * precision) + recall + Smallest) * (1 + square);
    }

    // Of equally great outputs all say yes, as in Keras, but none where they are 0; a single output by ½.
    bool Says(ReadOnlySpan<float> prediction, int c, float greatest) => _threshold is { } threshold
        ? prediction[c] > threshold
        : prediction.Length == 1 ? prediction[c] > 0.5 : prediction[c] >= greatest && Math.Abs(prediction[c]) > 1e-9;
}
