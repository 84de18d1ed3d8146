using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Engine.Cpu;

/// <summary>Several values added, each times its weight: a step for each.</summary>
sealed class WeightedSumSteps : CpuOp<WeightedSum>
{
    protected override void Forward(Lowering to, Node node, WeightedSum op)
    {
        var y = to.Output(node);
        for (var i = 0; i < node.Inputs.Count; i++)
            to.Add(Each.Of<Rows.Scaled>($"{node.Name}: {op.Kind}", node.Shape, [to[node.Inputs[i]]], y, (op.Weights[i], 0, 0)));
    }

    protected override void Backward(Lowering to, Node node, WeightedSum op)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
            if (to.Differentiates(node.Inputs[i]))
                to.Add(Each.Of<Rows.Scaled>($"d {node.Name}: {op.Kind}", node.Shape, [to.Gradient(node)], to.Into(node.Inputs[i]),
                    (op.Weights[i], 0, 0)));
    }
}
