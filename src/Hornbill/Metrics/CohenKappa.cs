namespace Hornbill.Metrics;

/// <summary>Agreement beyond chance, 1 − Σ w O / Σ w E: O counts (true class, predicted class), E is what independent ones of the same frequencies would give,
/// and w weighs a disagreement: 1, or |i − j| ("linear"), or (i − j)² ("quadratic"). (Cohen, 1960 and 1968)</summary>
/// <param name="weights">"linear", "quadratic" or none.</param>
public sealed class CohenKappa(string? weights = null) : Metric
{
    readonly string? _weights = weights is null ? null : Choices.Check("weights of CohenKappa", weights, "linear", "quadratic");
    ConfusionMatrix? _counts;

    /// <inheritdoc/>
    public override string Name => "cohen_kappa";

    /// <inheritdoc/>
    public override double Result => _counts is null ? 0 : Kappa(_counts);

    /// <inheritdoc/>
    public override double[] State
    {
        get => [.. (_counts?.Counts ?? []).Select(n => (double)n)];
        set
        {
            var classes = (int)Math.Sqrt(value?.Length ?? 0);
            Check(value!, value is not null && classes * classes == value.Length && value.All(n => n >= 0));
            _counts = classes == 0 ? null : new(classes);
            for (var i = 0; i < value!.Length; i++) _counts!.Counts[i] = (long)value[i];
        }
    }

    /// <inheritdoc/>
    public override Metric Fresh() => new CohenKappa(_weights);

    /// <inheritdoc/>
    public override void Reset() => _counts?.Reset();

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) =>
        (_counts ??= new(Math.Max(2, prediction.Length))).Update(prediction, target);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("weights", _weights, null));

    double Kappa(ConfusionMatrix counts)
    {
        var (seen, expected) = (0.0, 0.0);
        double[] support = [.. Enumerable.Range(0, counts.Classes).Select(c => (double)counts.Support(c) / Math.Max(1, counts.Total))];
        long[] predicted = [.. Enumerable.Range(0, counts.Classes).Select(counts.Predicted)];
        for (var i = 0; i < counts.Classes; i++)
            for (var j = 0; j < counts.Classes; j++)
            {
                seen += Weight(i, j) * counts[i, j];
                expected += Weight(i, j) * support[i] * predicted[j];
            }
        return expected == 0 ? 0 : 1 - (seen / expected);
    }

    double Weight(int i, int j) => _weights switch
    {
        "linear" => Math.Abs(i - j),
        "quadratic" => (double)(i - j) * (i - j),
        _ => i == j ? 0 : 1,
    };
}
