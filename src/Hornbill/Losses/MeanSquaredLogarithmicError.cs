using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>The mean of (ln(1 + p) − ln(1 + t))² over the last dimension, of p and t at least 1e-7. Predictions and targets of one
/// shape.</summary>
/// <example><code>model.Compile("adam", "msle");</code></example>
public sealed class MeanSquaredLogarithmicError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_logarithmic_error";

    private protected override SampleLoss MakeOp() => new LossOf("squared logarithmic error", LossFunction.SquaredLogarithmic);
}
