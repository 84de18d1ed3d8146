using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Engine.Cpu;

/// <summary>A copy into the layout that a reader wants: an operation that only plans have.</summary>
sealed class Reorder(Layout layout) : Op
{
    public Layout Layout => layout;

    public override string Kind => "reorder";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}

/// <summary>Its steps.</summary>
sealed class ReorderSteps : CpuOp<Reorder>
{
    protected override bool WritesRim(Reorder op) => true;

    protected override void Forward(Lowering to, Node node, Reorder op) =>
        to.Add(Each.Of<Rows.Copy>($"{node.Name}: reorder to {op.Layout}", node.Shape, [to[node.Inputs[0]]], to.Output(node)));

    protected override void Backward(Lowering to, Node node, Reorder op)
    {
        if (to.Differentiates(node.Inputs[0]))
            to.Add(Each.Of<Rows.Copy>($"d {node.Name}: reorder", node.Shape, [to.Gradient(node)], to.Into(node.Inputs[0])));
    }
}
