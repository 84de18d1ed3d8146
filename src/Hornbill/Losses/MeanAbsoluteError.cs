using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>The mean of |p − t| over the last dimension. Predictions and targets of one shape.</summary>
/// <example><code>model.Compile("adam", "mae");</code></example>
public sealed class MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_error";

    private protected override SampleLoss MakeOp() => new LossOf("absolute error", LossFunction.Absolute);
}
