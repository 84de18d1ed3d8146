namespace Hornbill.Metrics;

/// <summary>The harmonic mean of precision and recall where recall counts β times as much, (1 + β²) P R / (β² P + R), of each
/// class.</summary>
/// <param name="average">"micro", "macro" or "weighted"; none leaves the figures in <see cref="FScore.PerClass"/>, their mean in the
/// result.</param>
/// <param name="beta">β, above 0.</param>
/// <param name="threshold">Above it an output says yes; by default the greatest does.</param>
public sealed class FBetaScore(string? average = null, double beta = 1, double? threshold = null) : FScore(average, beta, threshold)
{
    /// <inheritdoc/>
    public override string Name => "fbeta_score";

    /// <inheritdoc/>
    public override Metric Fresh() => new FBetaScore(Given.Average, Given.Beta, Given.Threshold);

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("average", Given.Average, null), ("beta", Given.Beta, 1.0),
        ("threshold", Given.Threshold, null));
}
