using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Σ_i weights_i × input_i of values of one shape: several losses in one.</summary>
sealed class WeightedSum(IReadOnlyList<float> weights) : Op
{
    public IReadOnlyList<float> Weights => weights;

    public override string Kind => "weighted sum";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node)
    {
        var y = to.Output(node);
        for (var i = 0; i < node.Inputs.Count; i++)
            to.Add(new EachRow<Rows.Scaled>($"{node.Name}: {Kind}", node.Shape, [to[node.Inputs[i]]], y, i > 0, to.Width, weights[i]));
    }

    public override void Backward(Lowering to, Node node)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (!to.Differentiates(node.Inputs[i])) continue;
            var (dx, fresh) = to.GradientInto(node.Inputs[i]);
            to.Add(new EachRow<Rows.Scaled>($"d {node.Name}: {Kind}", node.Shape, [to.Gradient(node)], dx, !fresh, to.Width, weights[i]));
        }
    }
}
