using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Engine.Cpu;

/// <summary>Elements moved, repeated, left out, or with zeros between, as a box.</summary>
sealed class RearrangementSteps<O> : CpuOp<O> where O : Rearrangement
{
    protected override bool WritesRim(O op) => true;

    protected override void Forward(Lowering to, Node node, O op)
    {
        var (x, y) = (to[node.Inputs[0]], to.Output(node));
        var gaps = Reached(op, m => m.ToBy) != node.Shape.Elements;
        if (gaps) to.Add(Boxed.Zeros($"{node.Name}: zeros", y));
        to.Add(Boxed.Of<Rows.Copy>($"{node.Name}: {op.Kind}", BoxOf(node, op, x, y, back: false), [x], y, gaps ? Access.Part
            : Access.Write));
    }

    protected override void Backward(Lowering to, Node node, O op)
    {
        var input = node.Inputs[0];
        if (!to.Differentiates(input)) return;
        var fresh = !to.HasGradient(input);
        var (dy, dx) = (to.Gradient(node), to.Into(input));
        if (fresh && Reached(op, m => m.FromBy) != input.Shape.Elements) to.Add(Boxed.Zeros($"d {node.Name}: zeros", dx));
        to.Add(Boxed.Of<Rows.Copy>($"d {node.Name}: {op.Kind}", BoxOf(node, op, dx, dy, back: true), [dy], dx));
    }

    static long Reached(O op, Func<Move, int> by) => op.Moves.Where(m => by(m) != 0).Aggregate(1L, (a, m) => a * m.Count);

    static Box BoxOf(Node node, O op, Value x, Value y, bool back)
    {
        var (input, result) = (new Lie(x.Layout, node.Inputs[0].Shape), new Lie(y.Layout, node.Shape));
        int[] counts = [.. op.Moves.Select(m => m.Count)];
        int[] a = [.. op.Moves.Select(m => m.FromBy * input.Steps[m.From])], b = [.. op.Moves.Select(m => m.ToBy * result.Steps[m.To])];
        var (first, last) = (input.At(op.From), result.At(op.To));
        return back ? Box.Of(counts, b, a).From(last, first) : Box.Of(counts, a, b).From(first, last);
    }

    // How a value lies under a node's shape: a view's lies as its source's does.
    readonly record struct Lie(Layout Layout, Shape Shape)
    {
        public int[] Steps { get; } = Layout.Steps(Shape);

        public int At(IReadOnlyList<int>? index) => Layout.Origin(Shape) + (index?.Zip(Steps, (i, s) => i * s).Sum() ?? 0);
    }
}
