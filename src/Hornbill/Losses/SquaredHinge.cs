using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>The mean of max(0, 1 − t p)² over the last dimension. A target is 1, or −1, or 0, which is taken as −1. Predictions and targets
/// of one shape.</summary>
/// <remarks>Keras takes 0 as −1 only where a whole batch has no other targets than 0 and 1.</remarks>
/// <example><code>model.Compile("adam", "squared_hinge");</code></example>
public sealed class SquaredHinge : Loss
{
    /// <inheritdoc/>
    public override string Name => "squared_hinge";

    internal override string? Complain(ReadOnlySpan<float> target, Shape prediction) => Sides.Complain(target);

    private protected override SampleLoss MakeOp() => new LossOf("squared hinge", LossFunction.SquaredHinge);
}
