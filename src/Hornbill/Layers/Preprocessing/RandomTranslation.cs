using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Shifts each image by distances of its own in training; does nothing at inference. Input and output (height, width,
/// channels).</summary>
/// <remarks>Beyond the edges it fills in as <see cref="RandomRotation"/> does.</remarks>
/// <example><code>new RandomTranslation(0.1, 0.1)</code></example>
public sealed class RandomTranslation : Layer
{
    readonly Factor _height, _width;
    readonly int? _seed;
    readonly Beyond _beyond;

    /// <summary>By distances from ranges, each as likely.</summary>
    /// <param name="heightFactor">Fractions of the height; positive ones shift down.</param>
    /// <param name="widthFactor">Fractions of the width; positive ones shift to the right.</param>
    /// <param name="fillMode">"reflect", "wrap", "nearest" or "constant".</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="seed">Given, the distances depend on it instead of on the run's seed and the layer's name.</param>
    /// <param name="fillValue">The value that "constant" fills in.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A factor is beyond [−1, 1], or a name is not known.</exception>
    public RandomTranslation(Factor heightFactor, Factor widthFactor, string fillMode = "reflect", string interpolation = "bilinear",
        int? seed = null,
                             double fillValue = 0, string? name = null)
        : base(name)
    {
        (_height, _width) = (heightFactor.Checked(nameof(RandomTranslation), "height factor"),
            widthFactor.Checked(nameof(RandomTranslation), "width factor"));
        (_seed, _beyond) = (seed, new(nameof(RandomTranslation), fillMode, interpolation, fillValue));
    }

    internal static Layer From(Config c) => new RandomTranslation(
        heightFactor: Factor.From(c.Doubles("height_factor")), widthFactor: Factor.From(c.Doubles("width_factor")),
        fillMode: c.String("fill_mode"), interpolation: c.String("interpolation"), seed: c.IntOrNull("seed"),
        fillValue: c.Double("fill_value"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        _beyond.Set(new Config().Set("height_factor", _height.ToArray()).Set("width_factor", _width.ToArray()), _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new WarpOp("translation", _seed, Draw, _beyond.Outside), input);
    }

    AffineMap Draw(in Philox random, int height, int width)
    {
        var (u, v, _, _) = random.Units(0);
        return new(1, 0, -width * _width.At(v), 0, 1, -height * _height.At(u));
    }
}
