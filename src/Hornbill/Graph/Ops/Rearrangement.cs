using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>One dimension of a rearrangement: so many elements, each so many places on along a dimension of the input and one of the
/// result. 0 places: the same element again.</summary>
readonly record struct Move(int Count, int From, int FromBy, int To, int ToBy)
{
    /// <summary>All of a dimension, one by one.</summary>
    public static Move Along(int count, int from, int to) => new(count, from, 1, to, 1);
}

/// <summary>Elements moved, repeated, left out, or with zeros between: what the moves reach of the input lies where they reach in the
/// result.</summary>
/// <param name="kind">What the plan calls it.</param>
/// <param name="shape">The result's.</param>
/// <param name="moves">At most as many as a box has dimensions.</param>
/// <param name="from">Where the moves begin in each dimension of the input; at 0 by default.</param>
/// <param name="to">Where they begin in the result.</param>
class Rearrangement(string kind, Shape shape, Move[] moves, int[]? from = null, int[]? to = null) : Op
{
    public IReadOnlyList<Move> Moves => moves;

    public IReadOnlyList<int>? From => from;

    public IReadOnlyList<int>? To => to;

    public override string Kind => kind;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => shape;
}
