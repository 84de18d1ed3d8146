using Hornbill.Graph;
using Hornbill.Simd;
using Kernel = Hornbill.Kernels.Projection;
using Op = Hornbill.Graph.Ops.Projection;

namespace Hornbill.Engine.Cpu;

/// <summary>Σ of a sample's values times a direction.</summary>
sealed unsafe class ProjectionSteps : CpuOp<Op>
{
    protected override void Forward(Lowering to, Node node, Op op)
    {
        var step = new Step($"{node.Name}: {op.Kind}");
        var (x, direction, z) = (step.Read(to[node.Inputs[0]]), step.Read(to[node.Inputs[1]]), step.Write(to.Output(node)));
        var length = node.Inputs[0].Shape.Elements;
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++)
            {
                var a = new Kernel.Arguments { X = f.At(x, n), Direction = f.At(direction, n), Z = f.At(z, n), Length = length };
                Kernel.Forward(&a);
            }
        };
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var step = new Step($"d {node.Name}: {op.Kind}");
        var (dz, direction, dx) = (step.Read(to.Gradient(node)), step.Read(to[node.Inputs[1]]), step.Add(to.Into(node.Inputs[0])));
        var length = node.Inputs[0].Shape.Elements;
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++)
            {
                var a = new Kernel.Arguments
                {
                    X = f.At(dx, n), Direction = f.At(direction, n), Z = f.At(dz, n), Length = length,
                    Accumulate = !f.Fresh(dx)
                };
                SimdWidth.Call<Kernel.Backward, Kernel.Arguments>(f.Width, &a);
            }
        };
        to.Add(step);
    }
}
