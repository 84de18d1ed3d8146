using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Changes brightness, contrast, saturation and hue of each image in training, in this order; does nothing at inference. Input and
/// output (height, width, channels), 3 of them where saturation or hue is changed.</summary>
/// <example><code>new RandomColorJitter((0, 1), brightnessFactor: 0.2, contrastFactor: 0.2, saturationFactor: (0.4, 0.6), hueFactor: 0.1)</code></example>
public sealed class RandomColorJitter : Layer
{
    readonly Factor? _brightness, _contrast, _saturation, _hue;
    readonly (double Low, double High) _range;
    readonly int? _seed;
    readonly Layer[] _layers;

    /// <summary>By what is given.</summary>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="brightnessFactor">As <see cref="RandomBrightness"/> has it; null for nothing.</param>
    /// <param name="contrastFactor">As <see cref="RandomContrast"/> has it; null for nothing.</param>
    /// <param name="saturationFactor">As <see cref="RandomSaturation"/> has it; null for nothing.</param>
    /// <param name="hueFactor">As <see cref="RandomHue"/> has it; null for nothing.</param>
    /// <param name="seed">Given, the numbers depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A factor is out of range, or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomColorJitter((double Low, double High)? valueRange = null, Factor? brightnessFactor = null, Factor? contrastFactor = null,
        Factor? saturationFactor = null,
                             Factor? hueFactor = null, int? seed = null, string? name = null)
        : base(name)
    {
        (_range, _brightness, _contrast, _saturation, _hue, _seed) =
            (ValueRange.Check(nameof(RandomColorJitter), valueRange), brightnessFactor, contrastFactor, saturationFactor, hueFactor, seed);
        List<Layer> layers = [];
        // With one seed for all, their numbers would be the same.
        if (_brightness is { } b) layers.Add(new RandomBrightness(b, _range, seed));
        if (_contrast is { } c) layers.Add(new RandomContrast(c, _range, seed + 1));
        if (_saturation is { } s) layers.Add(new RandomSaturation(s, _range, seed + 2));
        if (_hue is { } h) layers.Add(new RandomHue(h, _range, seed + 3));
        _layers = [.. layers];
    }

    internal static Layer From(Config c)
    {
        Factor? Of(string name) => c.DoublesOrNull(name) is { } values ? Factor.From(values) : null;
        return new RandomColorJitter(ValueRange.From(c.Doubles("value_range")), Of("brightness_factor"), Of("contrast_factor"),
            Of("saturation_factor"), Of("hue_factor"),
                                     c.IntOrNull("seed"));
    }

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("value_range", (double[])[_range.Low, _range.High])
        .Set("brightness_factor", _brightness?.ToArray())
        .Set("contrast_factor", _contrast?.ToArray()).Set("saturation_factor", _saturation?.ToArray()).Set("hue_factor", _hue?.ToArray())
            .Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return _layers.Aggregate(input, (x, layer) => layer.Build(x));
    }
}
