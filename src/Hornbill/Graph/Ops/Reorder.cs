using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A copy into the layout that a reader wants.</summary>
sealed class Reorder(Layout layout) : Op
{
    public override string Kind => "reorder";

    public override bool WritesRim => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override Layout Wants(int input, Shape shape) => Layout.Nhwc;

    public override void Forward(Lowering to, Node node)
    {
        var from = to[node.Inputs[0]];
        to.Add(new EachRow<Rows.Copy>($"{node.Name}: reorder to {layout}", node.Shape, [from], to.Output(node), false, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new EachRow<Rows.Copy>($"d {node.Name}: reorder", node.Shape, [to.Gradient(node)], dx, !fresh, to.Width));
    }
}
