using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>A layer that makes one value of each window of steps, feature by feature. Input (steps, features), output (steps',
/// features).</summary>
public abstract class Pooling1D : Layer
{
    private protected Pooling1D(int poolSize, int? strides, string padding, string? name)
        : base(name)
    {
        PoolSize = new Size(poolSize, 1).Positive(Kind, "pool size").Height;
        Strides = new Size(strides ?? poolSize, 1).Positive(Kind, "strides").Height;
        Padding = Paddings.Check(padding);
    }

    /// <summary>Steps of the window.</summary>
    public int PoolSize { get; }

    /// <summary>Steps from one window to the next.</summary>
    public int Strides { get; }

    /// <summary>"valid" or "same".</summary>
    public string Padding { get; }

    internal static Layer From(Config c, Func<int, int?, string, Layer> make) =>
        make(c.Int("pool_size"), c.Int("strides"), c.String("padding"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("pool_size", PoolSize).Set("strides", Strides).Set("padding", Padding);

    internal abstract Op Op(Pair pool, Pair strides, Padding padding);

    // An image that is one column wide.
    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (input.Shape.Rank != 2) throw BadInput(input.Shape, "(steps, features)", "Add a Reshape to these two dimensions before it.");
        Shape image = [input.Shape[0], 1, input.Shape[1]];
        Size pool = new(PoolSize, 1), strides = new(Strides, 1);
        var y = Node(Op(pool.Pair, strides.Pair, Paddings.Around(this, Padding, image, pool, strides)),
            Node(new Graph.Ops.View(image), input));
        return Node(new Graph.Ops.View([y.Shape[0], y.Shape[2]]), y);
    }
}
