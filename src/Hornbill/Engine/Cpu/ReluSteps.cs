using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Engine.Cpu;

/// <summary>max(x, 0) where nothing before it has taken it in.</summary>
sealed class ReluSteps : CpuOp<Relu>
{
    protected override bool WritesRim(Relu op) => true;

    protected override void Forward(Lowering to, Node node, Relu op) =>
        to.Add(Each.Of<Rows.Relu>($"{node.Name}: relu", node.Shape, [to[node.Inputs[0]]], to.Output(node)));

    protected override void Backward(Lowering to, Node node, Relu op)
    {
        if (to.Differentiates(node.Inputs[0]))
            to.Add(Each.Of<Rows.ReluGradient>($"d {node.Name}: relu", node.Shape, [to.Gradient(node), to[node]], to.Into(node.Inputs[0])));
    }
}
