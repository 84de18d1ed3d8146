using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Simd;
using Kernel = Hornbill.Kernels.Pooling;

namespace Hornbill.Engine.Cpu;

/// <summary>The greatest value of each window. Backward reads where it was: in a byte, or a float where a window has more places.</summary>
sealed class MaxPoolingSteps : CpuOp<MaxPooling>
{
    protected override bool WritesRim(MaxPooling op) => true;

    protected override void Forward(Lowering to, Node node, MaxPooling op)
    {
        var y = to.Output(node);
        var argmax = to.Differentiates(node.Inputs[0])
            ? to.Save(node, "argmax", IsWide(op) ? node.Shape.Elements : (node.Shape.Elements + 3) / 4) : null;
        to.Add(PoolingSteps.Forward<Kernels.MaxPooling>(node, op, (to[node.Inputs[0]], y), argmax, IsWide(op)));
    }

    protected override void Backward(Lowering to, Node node, MaxPooling op)
    {
        if (to.Differentiates(node.Inputs[0]))
            to.Add(PoolingSteps.Backward<Kernels.MaxPooling>(node, op, (to.Into(node.Inputs[0]), to.Gradient(node)),
                to.Saved(node, "argmax"), IsWide(op)));
    }

    static bool IsWide(MaxPooling op) => (long)op.Pool.Height * op.Pool.Width > Kernels.MaxPooling.Bytes;
}

/// <summary>The mean of each window's elements that lie inside.</summary>
sealed class AveragePoolingSteps : CpuOp<AveragePooling>
{
    protected override bool WritesRim(AveragePooling op) => true;

    protected override void Forward(Lowering to, Node node, AveragePooling op)
    {
        var x = to[node.Inputs[0]];
        to.Add(PoolingSteps.Forward<Kernels.AveragePooling>(node, op, (x, to.Output(node)), null, false));
    }

    protected override void Backward(Lowering to, Node node, AveragePooling op)
    {
        if (to.Differentiates(node.Inputs[0]))
            to.Add(PoolingSteps.Backward<Kernels.AveragePooling>(node, op, (to.Into(node.Inputs[0]), to.Gradient(node)), null, false));
    }
}

/// <summary>What both share: forward on values, backward on gradients.</summary>
static unsafe class PoolingSteps
{
    public static Step Forward<R>(Node node, Pooling op, (Value X, Value Y) values, Value? argmax, bool wide) where R : struct, Kernel.IRule
    {
        var step = new Step($"{node.Name}: {op.Kind}") { Parts = Cut(node) };
        var (x, y, places) = (step.Read(values.X), step.Write(values.Y), step.WriteIf(argmax));
        step.Work = Work<Kernel.Forward<R>>(node, op, (x, y, y), places, wide);
        return step;
    }

    public static Step Backward<R>(Node node, Pooling op, (Value Dx, Value Dy) values, Value? argmax, bool wide) where R : struct,
        Kernel.IRule
    {
        var step = new Step($"d {node.Name}: {op.Kind}") { Parts = Cut(node) };
        var (dy, places, dx) = (step.Read(values.Dy), step.ReadIf(argmax), step.Add(values.Dx));
        step.Work = Work<Kernel.InputGradient<R>>(node, op, (dx, dy, dx), places, wide);
        return step;
    }

    static int Cut(Node node) => Parts.OfChannels(node.Shape[^1], node.Inputs[0].Shape.Elements);

    static Work Work<K>(Node node, Pooling op, (Use X, Use Y, Use Into) uses, Use? argmax, bool wide) where K : IKernel<Kernel.Arguments>
    {
        var ((x, y, into), of, shape) = (uses, node.Inputs[0].Shape, node.Shape);
        var (size, parts) = (op.Size(of, shape), Cut(node));
        return f =>
        {
            var (first, end) = Parts.Channels(f, parts, size.Channels);
            if (into == y && first == 0) f.ClearRim(y, shape);
            Kernels.Operand image = f.Image(x, of), cells = f.Image(y, shape);
            var a = new Kernel.Arguments
            {
                Size = size,
                Samples = f.Count,
                FromChannel = first,
                ToChannel = end,
                X = image.First,
                XSample = image.SampleStride,
                XRow = image.RowStride,
                Y = cells.First,
                YSample = cells.SampleStride,
                YRow = cells.RowStride,
                Argmax = wide ? null : (byte*)f.At(argmax),
                Places = wide ? f.At(argmax) : null,
                ArgmaxSample = (argmax?.Stride ?? 0) * (wide ? 1 : sizeof(float)),
                Fresh = f.Fresh(into),
            };
            SimdWidth.Call<K, Kernel.Arguments>(f.Width, &a);
        };
    }
}
