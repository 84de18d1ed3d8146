using Hornbill.Graph;
using Hornbill.Kernels;
using Op = Hornbill.Graph.Ops.Resample;

namespace Hornbill.Engine.Cpu;

/// <summary>From an image to a resized one, or back with the gradient.</summary>
sealed unsafe class ResampleSteps : CpuOp<Op>
{
    protected override void Forward(Lowering to, Node node, Op op)
    {
        var step = New($"{node.Name}: {op.Kind}", node);
        var (x, y) = (step.Read(to[node.Inputs[0]]), step.Write(to.Output(node)));
        step.Work = Work(node, op, x, y, y);
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var step = New($"d {node.Name}: {op.Kind}", node);
        var (dx, dy) = (step.Add(to.Into(node.Inputs[0])), step.Read(to.Gradient(node)));
        step.Work = Work(node, op, dx, dy, dx);
        to.Add(step);
    }

    static Step New(string name, Node node) => new(name) { Workspace = node.Inputs[0].Shape[1] * node.Inputs[0].Shape[2] };

    static Work Work(Node node, Op op, Use image, Use other, Use into)
    {
        var (of, shape, back) = (node.Inputs[0].Shape, node.Shape, into == image);
        return f =>
        {
            for (var n = 0; n < f.Count; n++)
            {
                var a = new Resampling.Arguments
                {
                    InHeight = of[0],
                    InWidth = of[1],
                    OutHeight = shape[0],
                    OutWidth = shape[1],
                    Channels = of[2],
                    FillValue = op.FillValue,
                    X = f.At(image, n),
                    Y = f.At(other, n),
                    Workspace = f.Workspace,
                    Fresh = f.Fresh(into),
                };
                Resampling.Run(f.Width, back, op.Rows, op.Columns, &a);
            }
        };
    }
}
