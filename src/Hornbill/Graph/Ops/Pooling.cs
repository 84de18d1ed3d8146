using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Something made of each window of an image, channel by channel.</summary>
abstract class Pooling(Pair pool, Pair strides, Padding padding) : Op
{
    public Pair Pool => pool;

    public Pair Strides => strides;

    public Padding Padding => padding;

    public bool Overlaps => strides != pool;

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var x = inputs[0];
        return [Window.Out(x[0], pool.Height, strides.Height, padding.Top, padding.Bottom),
                Window.Out(x[1], pool.Width, strides.Width, padding.Left, padding.Right), x[2]];
    }

    /// <summary>The sizes of pooling x to y.</summary>
    public PoolingSize Size(Shape x, Shape y) =>
        new(new(x[0], x[1]), x[2], pool, strides, padding, new(y[0], y[1]));
}

/// <summary>The greatest value of each window.</summary>
sealed class MaxPooling(Pair pool, Pair strides, Padding padding) : Pooling(pool, strides, padding)
{
    public override string Kind => "max-pooling";
}

/// <summary>The mean of each window's elements that lie inside.</summary>
sealed class AveragePooling(Pair pool, Pair strides, Padding padding) : Pooling(pool, strides, padding)
{
    public override string Kind => "average-pooling";
}
