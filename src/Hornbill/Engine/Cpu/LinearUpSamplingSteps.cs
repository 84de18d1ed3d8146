using Hornbill.Graph;
using Hornbill.Simd;
using Hornbill.Tensors;
using Kernel = Hornbill.Kernels.LinearUpSampling;
using Op = Hornbill.Graph.Ops.LinearUpSampling;

namespace Hornbill.Engine.Cpu;

/// <summary>One dimension made longer by straight lines between its elements; backward adds to zeros.</summary>
sealed unsafe class LinearUpSamplingSteps : CpuOp<Op>
{
    protected override void Forward(Lowering to, Node node, Op op)
    {
        var step = new Step($"{node.Name}: {op.Kind}");
        step.Work = Work<Kernel.Forward>(node, op, step.Read(to[node.Inputs[0]]), step.Write(to.Output(node)));
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var x = node.Inputs[0];
        if (!to.Differentiates(x)) return;
        var fresh = !to.HasGradient(x);
        if (fresh) to.Add(Boxed.Zeros($"d {node.Name}: zeros", to.Into(x)));
        var step = new Step($"d {node.Name}: {op.Kind}");
        var (dy, dx) = (step.Read(to.Gradient(node)), step.Change(to.Into(x)));
        step.Work = Work<Kernel.InputGradient>(node, op, dx, dy);
        to.Add(step);
    }

    static Work Work<K>(Node node, Op op, Use x, Use y) where K : IKernel<Kernel.Arguments>
    {
        var shape = node.Inputs[0].Shape;
        var (outer, length, inner, factor) = (Elements(shape, 0, op.Axis), shape[op.Axis], Elements(shape, op.Axis + 1, shape.Rank),
            op.Factor);
        return f =>
        {
            var a = new Kernel.Arguments
            {
                Samples = f.Count,
                Outer = outer,
                Length = length,
                Factor = factor,
                Inner = inner,
                X = f.At(x),
                Y = f.At(y),
                XSample = x.Stride,
                YSample = y.Stride,
            };
            SimdWidth.Call<K, Kernel.Arguments>(f.Width, &a);
        };
    }

    static int Elements(Shape shape, int from, int to) => shape.Take(from..to).Aggregate(1, (n, d) => n * d);
}
