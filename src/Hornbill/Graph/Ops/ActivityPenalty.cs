using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A penalty on what a layer makes of each sample, times the batch's size: the mean over the batch, which a loss is, is then its
/// sum.</summary>
sealed class ActivityPenalty(IPenalty penalty) : Op
{
    public IPenalty Penalty => penalty;

    public override string Kind => "activity penalty";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [1];
}
