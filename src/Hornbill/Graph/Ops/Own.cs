using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>An operation from outside the library, sample by sample.</summary>
sealed class Own(Operation operation) : Op
{
    public Operation Operation => operation;

    public override string Kind => operation.Kind;

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var shape = operation.OutputShape(inputs);
        return shape.Rank > 0 && shape.All(d => d > 0) && shape.Aggregate(1.0, (a, d) => a * d) <= int.MaxValue
            ? shape
            : throw new ArgumentException(
                $"Operation '{operation.Kind}' gave the output shape {shape} but every dimension must be at least 1, and their product " +
                $"at most {int.MaxValue}. " +
                                          "Correct its OutputShape.");
    }
}
