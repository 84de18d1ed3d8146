using Hornbill.Graph.Ops;

namespace Hornbill.Losses;

/// <summary>The mean of ln cosh(p − t) over the last dimension: a square near 0, a straight line far off. Predictions and targets of one
/// shape.</summary>
/// <example><code>model.Compile("adam", "log_cosh");</code></example>
public sealed class LogCosh : Loss
{
    /// <inheritdoc/>
    public override string Name => "log_cosh";

    private protected override SampleLoss MakeOp() => new LossOf("log cosh", LossFunction.LogCosh);
}
