using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Products of each vector of one value with each of another. Inputs (rows, length) and (columns, length), result (rows,
/// columns).</summary>
sealed class Dot : Op
{
    public override string Kind => "dot";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [inputs[0][0], inputs[1][0]];
}
