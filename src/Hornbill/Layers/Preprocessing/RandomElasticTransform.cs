using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Distorts each image in training as if it were drawn on rubber: each pixel is read at a random distance, and neighbours at about
/// the same (Simard et al., 2003); does nothing at inference. Input and output (height, width, channels). There is no gradient.</summary>
/// <example><code>new RandomElasticTransform(scale: 2, smoothness: 4)</code></example>
public sealed class RandomElasticTransform : Layer
{
    readonly Factor _factor;
    readonly double _scale, _smoothness;
    readonly Beyond _beyond;
    readonly int? _seed;

    /// <summary>With a probability from a range.</summary>
    /// <param name="factor">The lower and the upper probability, between which that of an image lies; one number is from 0 to it. 1 by
    /// default.</param>
    /// <param name="scale">The deviation of the distances, in pixels; 2 by default.</param>
    /// <param name="smoothness">σ of the Gaussian that makes neighbours alike, in pixels; 4 by default.</param>
    /// <param name="fillMode">"reflect", "wrap", "nearest" or "constant".</param>
    /// <param name="interpolation">"bilinear" or "nearest".</param>
    /// <param name="fillValue">The value that "constant" fills in.</param>
    /// <param name="seed">Given, the distances depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a name is not known.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomElasticTransform(Factor? factor = null, double scale = 2, double smoothness = 4, string fillMode = "reflect",
        string interpolation = "bilinear",
                                  double fillValue = 0, int? seed = null, string? name = null)
        : base(name)
    {
        _factor = ColorLayer.Share(nameof(RandomElasticTransform), factor ?? 1);
        (_scale, _smoothness) = scale is >= 0 and <= 1000 && smoothness is > 0 and <= 100 ? (scale, smoothness)
            : throw new ArgumentException(
            $"RandomElasticTransform got the scale {scale} and the smoothness {smoothness} but needs at least 0 and above 0 pixels, up " +
            $"to 1000 and 100. Give such as 2 and 4.");
        (_beyond, _seed) = (new(nameof(RandomElasticTransform), fillMode, interpolation, fillValue), seed);
    }

    internal static Layer From(Config c) => new RandomElasticTransform(
        factor: Factor.From(c.Doubles("factor")), scale: c.Double("scale"), smoothness: c.Double("smoothness"),
        fillMode: c.String("fill_mode"), interpolation: c.String("interpolation"), fillValue: c.Double("fill_value"),
        seed: c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => _beyond.Set(
        new Config().Set("factor", _factor.ToArray()).Set("scale", _scale).Set("smoothness", _smoothness), _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp("elastic", _seed, Change), input);
    }

    void Change(in Philox random, Shape image, ReadOnlySpan<float> x, Span<float> y)
    {
        var (probability, drawn, _, _) = random.Units(0);
        if (drawn >= _factor.At(probability) || _scale == 0)
        {
            x.CopyTo(y);
            return;
        }
        var (height, width) = (image[0], image[1]);
        var (across, down) = (Field(random, 1, height, width), Field(random, 1 + (ulong)(height * width), height, width));
        Remapping.Run(x, y, height, width, image[2], _beyond.Outside.Fill, (float)_beyond.FillValue, _beyond.Outside.Bilinear,
                      (r, c) => (c + across[(r * width) + c], r + down[(r * width) + c]));
    }

    // Smoothed normal numbers of the deviation asked for.
    float[] Field(in Philox random, ulong first, int height, int width)
    {
        var (noise, smooth) = (new float[height * width], new float[height * width]);
        for (var i = 0; i < noise.Length; i++) noise[i] = (float)random.Normal(first + (ulong)i);
        var radius = (int)Math.Ceiling(3 * _smoothness);
        float[] kernel = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(i =>
            Exponential.Of((float)(-i * i / (2 * _smoothness * _smoothness))))];
        var deviation = Math.Sqrt(kernel.Sum(k => (double)k * k)); // what each pass leaves of 1
        kernel = [.. kernel.Select(k => (float)(k / deviation))];
        Colours.Blur(noise, smooth, height, width, 1, kernel, kernel);
        foreach (ref var v in smooth.AsSpan()) v *= (float)_scale;
        return smooth;
    }
}
