using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Two values made into one, element by element, where one of them may serve several places of the other (see <see cref="Broadcast"/>). Either may be a weight.
/// The gradient by what serves several places is the sum over them.</summary>
sealed class BroadcastMerge<F>(string kind) : Op where F : struct, Merging.IFunction
{
    public override string Kind => $"{kind}, broadcast";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => Broadcast.Joined(inputs[0], inputs[1])
        ?? throw new ArgumentException($"Shapes {inputs[0]} and {inputs[1]} came to be one but each dimension must be the same in both, or 1. Use a Reshape.");

    public override void Forward(Lowering to, Node node)
    {
        var y = to.Output(node);
        var box = Box.Of([.. node.Shape], Steps(node, 0), Broadcast.Steps(node.Shape, node.Shape), Steps(node, 1));
        to.Add(new EachOfBox<Merging.Value<F>>($"{node.Name}: {Kind}", box, [Value(to, node, 0), Value(to, node, 1)], y, false, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        Gradient<Merging.First<F>>(to, node, 0);
        Gradient<Merging.Second<F>>(to, node, 1);
    }

    void Gradient<O>(Lowering to, Node node, int input) where O : struct, Rows.IOperation
    {
        var x = node.Inputs[input];
        if (!to.Differentiates(x)) return;
        var (dx, fresh) = x.Op is Weight ? (to.ElementGradient(node, x), true) : to.GradientInto(x);
        var box = Box.Of([.. node.Shape], Broadcast.Steps(node.Shape, node.Shape), Steps(node, input), Steps(node, 0), Steps(node, 1));
        to.Add(new EachOfBox<O>($"d {node.Name}: {Kind}", box, [to.Gradient(node), Value(to, node, 0), Value(to, node, 1)], dx, !fresh, to.Width));
    }

    static int[] Steps(Node node, int input) => Broadcast.Steps(node.Inputs[input].Shape, node.Shape);

    static Value Value(Lowering to, Node node, int input) => node.Inputs[input] is { Op: Weight } w ? to.Weight(w) : to[node.Inputs[input]];
}
