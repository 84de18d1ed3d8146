using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Σ_i weights_i × input_i of values of one shape: several losses in one.</summary>
sealed class WeightedSum(IReadOnlyList<float> weights) : Op
{
    public IReadOnlyList<float> Weights => weights;

    public override string Kind => "weighted sum";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
