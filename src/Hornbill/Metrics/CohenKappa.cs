namespace Hornbill.Metrics;

/// <summary>Agreement beyond chance, 1 − Σ w O / Σ w E: O counts (true class, predicted class), E is what independent ones of the same
/// frequencies would give, and w weighs a disagreement: 1, or |i − j| ("linear"), or (i − j)² ("quadratic"). (Cohen, 1960 and
/// 1968)</summary>
/// <param name="weights">"linear", "quadratic" or none.</param>
public sealed class CohenKappa(string? weights = null) : ConfusionMetric
{
    readonly string? _weights = weights is null ? null : Choices.Check("weights of CohenKappa", weights, "linear", "quadratic");

    /// <inheritdoc/>
    public override string Name => "cohen_kappa";

    /// <inheritdoc/>
    public override Metric Fresh() => new CohenKappa(_weights);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("weights", _weights, null));

    private protected override double Of(ConfusionMatrix counts)
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
