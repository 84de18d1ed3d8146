using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>One dimension of a rearrangement: so many elements, each so many places on along a dimension of the input and one of the result. 0 places: the same
/// element again.</summary>
readonly record struct Move(int Count, int From, int FromBy, int To, int ToBy)
{
    /// <summary>All of a dimension, one by one.</summary>
    public static Move Along(int count, int from, int to) => new(count, from, 1, to, 1);
}

/// <summary>Elements moved, repeated, left out, or with zeros between: what the moves reach of the input lies where they reach in the result.</summary>
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

    public override bool WritesRim => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => shape;

    public override void Forward(Lowering to, Node node)
    {
        var (x, y) = (to[node.Inputs[0]], to.Output(node));
        if (Reached(m => m.ToBy) != shape.Elements) to.Add(new Clearing($"{node.Name}: zeros", y));
        to.Add(new EachOfBox<Rows.Copy>($"{node.Name}: {kind}", Box(node, x, y, back: false), [x], y, false, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        var input = node.Inputs[0];
        if (!to.Differentiates(input)) return;
        var (dy, (dx, fresh)) = (to.Gradient(node), to.GradientInto(input));
        var gaps = Reached(m => m.FromBy) != input.Shape.Elements;
        if (fresh && gaps) to.Add(new Clearing($"d {node.Name}: zeros", dx));
        to.Add(new EachOfBox<Rows.Copy>($"d {node.Name}: {kind}", Box(node, dx, dy, back: true), [dy], dx, !fresh || gaps, to.Width));
    }

    long Reached(Func<Move, int> by) => moves.Where(m => by(m) != 0).Aggregate(1L, (a, m) => a * m.Count);

    Box Box(Node node, Value x, Value y, bool back)
    {
        var (input, result) = (new Place(x.Layout, node.Inputs[0].Shape), new Place(y.Layout, node.Shape));
        int[] counts = [.. moves.Select(m => m.Count)], a = [.. moves.Select(m => m.FromBy * input.Steps[m.From])], b = [.. moves.Select(m => m.ToBy * result.Steps[m.To])];
        var (first, last) = (input.At(from), result.At(to));
        return back ? Kernels.Box.Of(counts, b, a).From(last, first) : Kernels.Box.Of(counts, a, b).From(first, last);
    }

    // A view's value lies as its source's does, under the view's shape.
    readonly record struct Place(Layout Layout, Shape Shape)
    {
        public int[] Steps { get; } = Layout.Steps(Shape);

        public int At(int[]? index) => Layout.Origin(Shape) + (index?.Zip(Steps, (i, s) => i * s).Sum() ?? 0);
    }
}
