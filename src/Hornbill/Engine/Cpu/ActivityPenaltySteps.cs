using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Simd;
using Op = Hornbill.Graph.Ops.ActivityPenalty;

namespace Hornbill.Engine.Cpu;

/// <summary>A penalty on what a layer makes of each sample, times the batch's size.</summary>
sealed unsafe class ActivityPenaltySteps : CpuOp<Op>
{
    protected override void Forward(Lowering to, Node node, Op op)
    {
        var step = new Step($"{node.Name}: {op.Kind}");
        var (x, y, shape, penalty) = (step.Read(to[node.Inputs[0]]), step.Write(to.Output(node)), node.Inputs[0].Shape, op.Penalty);
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++) *f.At(y, n) = (float)(f.BatchSize * penalty.Value(new(f.At(x, n), shape.Elements), shape));
        };
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (shape, penalty) = (node.Inputs[0].Shape, op.Penalty);
        var step = new Step($"d {node.Name}: {op.Kind}") { Workspace = shape.Elements };
        var (x, dy, dx) = (step.Read(to[node.Inputs[0]]), step.Read(to.Gradient(node)), step.Add(to.Into(node.Inputs[0])));
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++)
            {
                var gradient = new Span<float>(f.Workspace, shape.Elements);
                gradient.Clear();
                penalty.AddGradient(new(f.At(x, n), shape.Elements), gradient, shape);
                var a = new Rows.Arguments
                {
                    Size = new(1, 1, shape.Elements),
                    A = new(f.Workspace, 0, 0),
                    To = new(f.At(dx, n), 0, 0),
                    P = f.BatchSize * *f.At(dy, n),
                    Accumulate = !f.Fresh(dx),
                };
                SimdWidth.Call<Rows.Each<Rows.Scaled>, Rows.Arguments>(f.Width, &a);
            }
        };
        to.Add(step);
    }
}
