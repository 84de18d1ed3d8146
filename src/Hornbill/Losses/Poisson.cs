using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>The mean of p − t ln(p + 1e-7) over the last dimension: for counts t and a rate p above 0, as softplus or exponential make it.
/// Predictions and targets of one shape.</summary>
/// <example><code>model.Compile("adam", "poisson");</code></example>
public sealed class Poisson : Loss
{
    /// <inheritdoc/>
    public override string Name => "poisson";

    private protected override (float Low, float High) Targets => (0, float.MaxValue);

    private protected override string Fix => "Give counts, or use mean_squared_error.";

    private protected override SampleLoss MakeOp() => new LossOf("poisson", LossFunction.Poisson);
}
