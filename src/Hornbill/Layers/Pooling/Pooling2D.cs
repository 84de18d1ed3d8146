using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>A layer that makes one value of each window of an image, channel by channel. Input (height, width, channels), output (height',
/// width', channels).</summary>
public abstract class Pooling2D : Layer
{
    private protected Pooling2D(Size? poolSize, Size? strides, string padding, string? name)
        : base(name)
    {
        PoolSize = (poolSize ?? 2).Positive(Kind, "pool size");
        Strides = (strides ?? PoolSize).Positive(Kind, "strides");
        Padding = Paddings.Check(padding);
    }

    /// <summary>Height and width of the window.</summary>
    public Size PoolSize { get; }

    /// <summary>Steps of the window.</summary>
    public Size Strides { get; }

    /// <summary>"valid" or "same".</summary>
    public string Padding { get; }

    internal static Layer From(Config c, Func<Size?, Size?, string, Layer> make) =>
        make(Size.From(c.Ints("pool_size")), Size.From(c.Ints("strides")), c.String("padding"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        new Config().Set("pool_size", PoolSize.ToArray()).Set("strides", Strides.ToArray()).Set("padding", Padding);

    internal abstract Op Op(Pair pool, Pair strides, Padding padding);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(Op(PoolSize.Pair, Strides.Pair, Paddings.Around(this, Padding, input.Shape, PoolSize, Strides)), input);
    }
}
