using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>x where it is positive, else α x. Inputs: x, and α of the same rank, whose dimensions are those of x, or 1 where elements share
/// it.</summary>
sealed class PRelu : Op
{
    public override string Kind => "prelu";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
