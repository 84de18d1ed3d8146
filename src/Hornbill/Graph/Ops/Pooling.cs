using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Something made of each window of an image, channel by channel.</summary>
abstract class Pooling(Pair pool, Pair strides, Padding padding) : Op
{
    public Pair Pool => pool;

    public Pair Strides => strides;

    public Padding Padding => padding;

    public bool Overlaps => strides != pool;

    public override bool WritesRim => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var x = inputs[0];
        return [Window.Out(x[0], pool.Height, strides.Height, padding.Top, padding.Bottom),
                Window.Out(x[1], pool.Width, strides.Width, padding.Left, padding.Right), x[2]];
    }

    /// <summary>The sizes of pooling x to y.</summary>
    public PoolingSize Size(Shape x, Shape y) =>
        new(x[0], x[1], x[2], pool.Height, pool.Width, strides.Height, strides.Width, padding.Top, padding.Left, y[0], y[1]);

    private protected PoolingSize Size(Node node) => Size(node.Inputs[0].Shape, node.Shape);
}

/// <summary>The greatest value of each window.</summary>
sealed class MaxPooling(Pair pool, Pair strides, Padding padding) : Pooling(pool, strides, padding)
{
    public override string Kind => "max-pooling";

    public override void Forward(Lowering to, Node node)
    {
        var (x, y) = (to[node.Inputs[0]], to.Output(node));
        var argmax = to.Differentiates(node.Inputs[0]) ? to.Save(node, "argmax", Wide ? node.Shape.Elements : (node.Shape.Elements + 3) / 4) : null;
        to.Add(new PoolingForward<Kernels.MaxPooling>(node, Size(node), x, y, argmax, Wide, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new PoolingBackward<Kernels.MaxPooling>(node, Size(node), to.Gradient(node), to.Saved(node, "argmax"), Wide, dx, fresh, to.Width));
    }

    bool Wide => (long)Pool.Height * Pool.Width > Kernels.MaxPooling.Bytes;
}

/// <summary>The mean of each window's elements that lie inside.</summary>
sealed class AveragePooling(Pair pool, Pair strides, Padding padding) : Pooling(pool, strides, padding)
{
    public override string Kind => "average-pooling";

    public override void Forward(Lowering to, Node node) =>
        to.Add(new PoolingForward<Kernels.AveragePooling>(node, Size(node), to[node.Inputs[0]], to.Output(node), null, false, to.Width));

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new PoolingBackward<Kernels.AveragePooling>(node, Size(node), to.Gradient(node), null, false, dx, fresh, to.Width));
    }
}

sealed unsafe class PoolingForward<R>(Node node, PoolingSize size, Value x, Value y, Value? argmax, bool wide, int width)
    : Step($"{node.Name}: {node.Op.Kind}", [x], argmax is null ? [y] : [y, argmax])
    where R : struct, Kernels.Pooling.IRule
{
    public override void Run(Frame f)
    {
        Rim.Clear(f, y, node.Shape);
        var a = Arguments(f, node, size, x, y, argmax, wide);
        SimdWidth.Run<Kernels.Pooling.Forward<R>, Kernels.Pooling.Arguments>(width, &a);
    }

    /// <summary>Where input, output and the places of the maxima lie: values forward, gradients backward.</summary>
    public static Kernels.Pooling.Arguments Arguments(Frame f, Node node, PoolingSize size, Value x, Value y, Value? argmax, bool wide) => new()
    {
        Size = size,
        Samples = f.Count,
        X = f.At(x) + x.Layout.Origin(node.Inputs[0].Shape),
        XSample = x.Stride,
        XRow = x.Layout.Row(node.Inputs[0].Shape),
        Y = f.At(y) + y.Layout.Origin(node.Shape),
        YSample = y.Stride,
        YRow = y.Layout.Row(node.Shape),
        Argmax = argmax is null || wide ? null : (byte*)f.At(argmax),
        Places = argmax is null || !wide ? null : f.At(argmax),
        ArgmaxSample = (argmax?.Stride ?? 0) * (wide ? 1 : sizeof(float)),
    };
}

sealed unsafe class PoolingBackward<R>(Node node, PoolingSize size, Value dy, Value? argmax, bool wide, Value dx, bool fresh, int width)
    : Step($"d {node.Name}: {node.Op.Kind}", argmax is null ? [dy] : [dy, argmax], [dx])
    where R : struct, Kernels.Pooling.IRule
{
    public override void Run(Frame f)
    {
        var a = PoolingForward<R>.Arguments(f, node, size, dx, dy, argmax, wide);
        a.Fresh = fresh;
        SimdWidth.Run<Kernels.Pooling.InputGradient<R>, Kernels.Pooling.Arguments>(width, &a);
    }
}
