using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Pooling with a padding of its own at each side, as PyTorch and ONNX have it: the greatest value, or the mean, of each window's
/// elements that lie inside the image. Input (height, width, channels), output (height', width', channels) with height' =
/// ⌊(height + top + bottom − window) / stride⌋ + 1.</summary>
/// <remarks>Where a mean is to count zeros of the padding, put a ZeroPadding2D before an AveragePooling2D.</remarks>
/// <example><code>new PaddedPooling2D("max", 3, strides: 2, padding: 1)   // as residual nets of PyTorch have it</code></example>
public sealed class PaddedPooling2D : Layer
{
    readonly string _function;
    readonly Size _pool, _strides;
    readonly Margins _padding;

    /// <summary>With a window, strides and margins.</summary>
    /// <param name="function"><c>max</c> or <c>average</c>.</param>
    /// <param name="poolSize">Height and width of the window.</param>
    /// <param name="strides">How far windows are apart; by default they touch.</param>
    /// <param name="padding">Rows and columns around the image, less than the window has.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public PaddedPooling2D(string function, Size poolSize, Size? strides = null, Margins? padding = null, string? name = null) : base(name)
    {
        _function = Choices.Check("function", function, "average", "max");
        _pool = poolSize.Positive(Kind, "pool size");
        _strides = (strides ?? poolSize).Positive(Kind, "strides");
        _padding = (padding ?? 0).Check(Kind, "padding");
        if (Math.Max(_padding.Top, _padding.Bottom) >= _pool.Height || Math.Max(_padding.Left, _padding.Right) >= _pool.Width)
            throw new ArgumentException(
                $"PaddedPooling2D got the padding {_padding} but it must be less than its window {_pool}, which would lie beside the " +
                $"image. Give a smaller one.");
    }

    internal static Layer From(Config c) => new PaddedPooling2D(
        function: c.String("function"), poolSize: Size.From(c.Ints("pool_size")), strides: Size.From(c.Ints("strides")),
        padding: Margins.From(c.Ints("padding")));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("function", _function).Set("pool_size", _pool.ToArray())
        .Set("strides", _strides.ToArray()).Set("padding", _padding.ToArray());

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        double height = input.Shape[0] + (double)_padding.Top + _padding.Bottom,
            width = input.Shape[1] + (double)_padding.Left + _padding.Right;
        if (height < _pool.Height || width < _pool.Width || Beside(height, 0) || Beside(width, 1))
            throw BadInput(input.Shape, $"windows of {_pool} that reach into it with the padding {_padding}",
                "Use a smaller window or padding.");
        var pads = new Padding(_padding.Top, _padding.Left, _padding.Bottom, _padding.Right);
        return Node(_function == "max" ? new Graph.Ops.MaxPooling(_pool.Pair, _strides.Pair, pads)
            : new Graph.Ops.AveragePooling(_pool.Pair, _strides.Pair, pads), input);
    }

    // Whether the last window begins behind the image's last row or column.
    bool Beside(double padded, int dimension)
    {
        var (pool, stride, after) = dimension == 0 ? (_pool.Height, _strides.Height, _padding.Bottom)
            : (_pool.Width, _strides.Width, _padding.Right);
        return Math.Floor((padded - pool) / stride) * stride >= padded - after;
    }
}
