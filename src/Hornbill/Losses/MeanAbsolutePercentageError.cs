using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>The mean of 100 |p − t| / max(|t|, 1e-7) over the last dimension. Predictions and targets of one shape.</summary>
/// <example><code>model.Compile("adam", "mape");</code></example>
public sealed class MeanAbsolutePercentageError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_percentage_error";

    private protected override SampleLoss MakeOp() => new LossOf("percentage error", LossFunction.Percentage);
}
