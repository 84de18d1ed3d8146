namespace Hornbill.Metrics;

/// <summary>F1 of each class, 2 TP / (2 TP + FP + FN), the harmonic mean of its precision and recall.</summary>
/// <param name="average">"micro", "macro" or "weighted"; none leaves the figures in <see cref="FScore.PerClass"/>, their mean in the
/// result.</param>
/// <param name="threshold">Above it an output says yes; by default the greatest does.</param>
public sealed class F1Score(string? average = null, double? threshold = null) : FScore(average, 1, threshold)
{
    /// <inheritdoc/>
    public override string Name => "f1_score";

    /// <inheritdoc/>
    public override Metric Fresh() => new F1Score(Given.Average, Given.Threshold);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("average", Given.Average, null), ("threshold", Given.Threshold, null));
}
