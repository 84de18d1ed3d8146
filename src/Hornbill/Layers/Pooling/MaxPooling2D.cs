using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>The greatest value of each window, channel by channel. Input (height, width, channels), output (height', width', channels); padding never wins.</summary>
/// <example><code>new MaxPooling2D(2)</code></example>
public sealed class MaxPooling2D : Layer
{
    /// <summary>Windows of <paramref name="poolSize"/>, which are <paramref name="strides"/> apart: by default they touch.</summary>
    /// <exception cref="ArgumentException">A size is not positive or above 255 elements, or the padding is not known.</exception>
    public MaxPooling2D(Size? poolSize = null, Size? strides = null, string padding = "valid")
    {
        PoolSize = (poolSize ?? 2).Positive(nameof(MaxPooling2D), "pool size");
        Strides = (strides ?? PoolSize).Positive(nameof(MaxPooling2D), "strides");
        Padding = Paddings.Check(padding);
        if (PoolSize.Height * PoolSize.Width > 255)
            throw new ArgumentException($"MaxPooling2D got a window of {PoolSize} but it may have 255 elements at most. Pool twice with smaller windows.");
    }

    /// <summary>Height and width of the window.</summary>
    public Size PoolSize { get; }

    /// <summary>Steps of the window.</summary>
    public Size Strides { get; }

    /// <summary>"valid" or "same".</summary>
    public string Padding { get; }

    internal static Layer From(Config c) => new MaxPooling2D(Size.From(c.Ints("pool_size")), Size.From(c.Ints("strides")), c.String("padding"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        new Config().Set("pool_size", PoolSize.ToArray()).Set("strides", Strides.ToArray()).Set("padding", Padding);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new Graph.Ops.MaxPooling(PoolSize.Pair, Strides.Pair, Paddings.Around(this, Padding, input.Shape, PoolSize, Strides)), input);
    }
}
