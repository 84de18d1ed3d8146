using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>The mean of (p − t)² over the last dimension. Predictions and targets of one shape.</summary>
/// <example><code>model.Compile("adam", "mse");</code></example>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    private protected override SampleLoss MakeOp() => new LossOf("squared error", LossFunction.Squared);
}
