using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>The greatest value of each window of an image, channel by channel.</summary>
sealed class MaxPooling(Pair pool, Pair strides, Padding padding) : Op
{
    public Pair Pool => pool;

    public Padding Padding => padding;

    public bool Overlaps => strides != pool;

    public override string Kind => "max-pooling";

    public override bool WritesRim => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var x = inputs[0];
        return [Window.Out(x[0], pool.Height, strides.Height, padding.Top, padding.Bottom),
                Window.Out(x[1], pool.Width, strides.Width, padding.Left, padding.Right), x[2]];
    }

    public override void Forward(Lowering to, Node node)
    {
        var (x, y) = (to[node.Inputs[0]], to.Output(node));
        var argmax = to.Differentiates(node.Inputs[0]) ? to.Save(node, "argmax", (node.Shape.Elements + 3) / 4) : null;
        to.Add(new PoolForward(node, Size(node), x, y, argmax, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new PoolBackward(node, Size(node), to.Gradient(node), to.Saved(node, "argmax")!, dx, fresh, to.Width));
    }

    PoolingSize Size(Node node) => Size(node.Inputs[0].Shape, node.Shape);

    /// <summary>The sizes of pooling x to y.</summary>
    public PoolingSize Size(Shape x, Shape y) =>
        new(x[0], x[1], x[2], pool.Height, pool.Width, strides.Height, strides.Width, padding.Top, padding.Left, y[0], y[1]);
}

sealed unsafe class PoolForward(Node node, PoolingSize size, Value x, Value y, Value? argmax, int width)
    : Step($"{node.Name}: max-pooling", [x], argmax is null ? [y] : [y, argmax])
{
    public override void Run(Frame f)
    {
        Rim.Clear(f, y, node.Shape);
        var a = Arguments(f, node, size, x, y, argmax);
        SimdWidth.Run<Kernels.MaxPooling.Forward, Kernels.MaxPooling.Arguments>(width, &a);
    }

    /// <summary>Where input, output and the places of the maxima lie: values forward, gradients backward.</summary>
    public static Kernels.MaxPooling.Arguments Arguments(Frame f, Node node, PoolingSize size, Value x, Value y, Value? argmax) => new()
    {
        Size = size,
        Samples = f.Count,
        X = f.At(x) + x.Layout.Origin(node.Inputs[0].Shape),
        XSample = x.Stride,
        XRow = x.Layout.Row(node.Inputs[0].Shape),
        Y = f.At(y) + y.Layout.Origin(node.Shape),
        YSample = y.Stride,
        YRow = y.Layout.Row(node.Shape),
        Argmax = argmax is null ? null : (byte*)f.At(argmax),
        ArgmaxSample = (argmax?.Stride ?? 0) * sizeof(float),
    };
}

sealed unsafe class PoolBackward(Node node, PoolingSize size, Value dy, Value argmax, Value dx, bool fresh, int width)
    : Step($"d {node.Name}: max-pooling", [dy, argmax], [dx])
{
    public override void Run(Frame f)
    {
        var a = PoolForward.Arguments(f, node, size, dx, dy, argmax);
        a.Fresh = fresh;
        SimdWidth.Run<Kernels.MaxPooling.InputGradient, Kernels.MaxPooling.Arguments>(width, &a);
    }
}
