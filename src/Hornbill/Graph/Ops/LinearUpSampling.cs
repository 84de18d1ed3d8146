using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>One dimension made longer by straight lines between its elements.</summary>
sealed class LinearUpSampling(int axis, int factor) : Op
{
    public int Axis => axis;

    public int Factor => factor;

    public override string Kind => "linear up-sampling";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => Shape.Create([.. inputs[0].Select((n, d) => d == axis ? n * factor : n)]);
}
