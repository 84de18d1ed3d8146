using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Two values made into one, element by element, where one of them may serve several places of the other (see
/// <see cref="Broadcast"/>). Either may be a weight. The gradient by what serves several places is the sum over them.</summary>
sealed class BroadcastMerge(string kind, PairFunction function) : Op
{
    public PairFunction Function => function;

    public override string Kind => $"{kind}, broadcast";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => Broadcast.Joined(inputs[0], inputs[1])
        ?? throw new ArgumentException(
            $"Shapes {inputs[0]} and {inputs[1]} came to be one but each dimension must be the same in both, or 1. Use a Reshape.");
}
