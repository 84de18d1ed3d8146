using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>Σ_c t_c ln(t_c / p_c) over the last dimension, of p and t clipped to [1e-7, 1]. Predictions and targets of one shape.</summary>
/// <example><code>model.Compile("adam", "kl_divergence");</code></example>
public sealed class KLDivergence : Loss
{
    /// <inheritdoc/>
    public override string Name => "kl_divergence";

    private protected override (float Low, float High) Targets => (0, 1);

    private protected override string Fix => "Give each class a probability.";

    private protected override SampleLoss MakeOp() => new LossOf("divergence", LossFunction.Divergence) { Total = true };
}
