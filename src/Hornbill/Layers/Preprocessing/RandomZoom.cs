using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Zooms each image about its centre by factors of its own in training; does nothing at inference. Input and output (height,
/// width, channels).</summary>
/// <remarks>Beyond the edges it fills in as <see cref="RandomRotation"/> does.</remarks>
/// <example><code>new RandomZoom(0.1)</code></example>
public sealed class RandomZoom : Layer
{
    readonly Factor _height;
    readonly Factor? _width;
    readonly int? _seed;
    readonly Beyond _beyond;

    /// <summary>By factors from ranges, each as likely.</summary>
    /// <param name="heightFactor">Positive fractions zoom out, negative ones zoom in: 0.2 shows from 80% to 120% of the height.</param>
    /// <param name="widthFactor">The same for the width; not given, height and width keep their proportion.</param>
    /// <param name="fillMode">"reflect", "wrap", "nearest" or "constant".</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="seed">Given, the factors depend on it instead of on the run's seed and the layer's name.</param>
    /// <param name="fillValue">The value that "constant" fills in.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A factor is beyond [−1, 1], or a name is not known.</exception>
    public RandomZoom(Factor heightFactor, Factor? widthFactor = null, string fillMode = "reflect", string interpolation = "bilinear",
        int? seed = null,
                      double fillValue = 0, string? name = null)
        : base(name)
    {
        (_height, _width) = (heightFactor.Checked(nameof(RandomZoom), "height factor"),
            widthFactor?.Checked(nameof(RandomZoom), "width factor"));
        (_seed, _beyond) = (seed, new(nameof(RandomZoom), fillMode, interpolation, fillValue));
    }

    internal static Layer From(Config c) => new RandomZoom(
        heightFactor: Factor.From(c.Doubles("height_factor")),
        widthFactor: c.DoublesOrNull("width_factor") is { } width ? Factor.From(width) : null, fillMode: c.String("fill_mode"),
        interpolation: c.String("interpolation"), seed: c.IntOrNull("seed"), fillValue: c.Double("fill_value"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        _beyond.Set(new Config().Set("height_factor", _height.ToArray()).Set("width_factor", _width?.ToArray()), _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new WarpOp("zoom", _seed, Draw, _beyond.Outside), input);
    }

    AffineMap Draw(in Philox random, int height, int width)
    {
        var (u, v, _, _) = random.Units(0);
        var zoom = 1 + _height.At(u);
        return AffineMap.About(height, width, _width is { } other ? 1 + other.At(v) : zoom, 0, 0, zoom);
    }
}
