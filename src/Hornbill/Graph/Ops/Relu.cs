using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>max(x, 0).</summary>
sealed class Relu : Op
{
    public override string Kind => "relu";

    public override bool WritesRim => true;

    // Once more changes nothing.
    public override Fused? Absorb(Op next) => next is Relu ? new(this) : null;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node)
    {
        var x = to[node.Inputs[0]];
        to.Add(new EachRow<Rows.Relu>($"{node.Name}: relu", node.Shape, [x], to.Output(node), false, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new EachRow<Rows.ReluGradient>($"d {node.Name}: relu", node.Shape, [to.Gradient(node), to[node]], dx, !fresh, to.Width));
    }
}
