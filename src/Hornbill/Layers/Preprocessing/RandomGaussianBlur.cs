using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Blurs some images by a Gaussian in training; does nothing at inference. Beyond the edges lies 0, as in Keras. Input and output
/// (height, width, channels).</summary>
/// <example><code>new RandomGaussianBlur(0.5, kernelSize: 5, sigma: (0.3, 1), valueRange: (0, 1))</code></example>
public sealed class RandomGaussianBlur : Layer
{
    readonly Factor _factor, _sigma;
    readonly int _kernelSize;
    readonly (double Low, double High) _range;
    readonly int? _seed;

    /// <summary>With a probability and a σ from ranges.</summary>
    /// <param name="factor">The lower and the upper probability, between which that of an image lies; one number is from 0 to it. 1 by
    /// default.</param>
    /// <param name="kernelSize">Pixels on a side of the kernel, an odd number; 3 by default.</param>
    /// <param name="sigma">The range of σ in pixels, drawn for rows and columns each; one number is from 0 to it. 1 by default.</param>
    /// <param name="valueRange">The least and the greatest value of images: (0, 255) by default.</param>
    /// <param name="seed">Given, the draws depend on it instead of on the run's seed and the layer's name.</param>
    /// <exception cref="ArgumentException">A factor or σ is beyond [0, 1], the kernel is even, or the value range is empty.</exception>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public RandomGaussianBlur(Factor? factor = null, int kernelSize = 3, Factor? sigma = null, (double Low, double High)? valueRange = null,
        int? seed = null, string? name = null)
        : base(name)
    {
        (_factor, _sigma) = (ColorLayer.Share(nameof(RandomGaussianBlur), factor ?? 1),
            ColorLayer.Share(nameof(RandomGaussianBlur), sigma ?? 1, "sigma"));
        _kernelSize = kernelSize is >= 1 and <= 255 && kernelSize % 2 == 1 ? kernelSize : throw new ArgumentException(
            $"RandomGaussianBlur got a kernel size of {kernelSize} but needs an odd number from 1 to 255. Give one such as 3.");
        (_range, _seed) = (ValueRange.Check(nameof(RandomGaussianBlur), valueRange), seed);
    }

    internal static Layer From(Config c) => new RandomGaussianBlur(
        factor: Factor.From(c.Doubles("factor")), kernelSize: c.Int("kernel_size"), sigma: Factor.From(c.Doubles("sigma")),
        valueRange: ValueRange.From(c.Doubles("value_range")), seed: c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("factor", _factor.ToArray()).Set("kernel_size", _kernelSize)
        .Set("sigma", _sigma.ToArray())
        .Set("value_range", (double[])[_range.Low, _range.High]).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp("blur", _seed, Change), input);
    }

    void Change(in Philox random, Shape image, ReadOnlySpan<float> x, Span<float> y)
    {
        var (probability, drawn, down, across) = random.Units(0);
        if (drawn >= _factor.At(probability))
        {
            x.CopyTo(y);
            return;
        }
        Colours.Blur(x, y, image[0], image[1], image[2], Gaussian(_sigma.At(down)), Gaussian(_sigma.At(across)));
        foreach (ref var v in y) v = Math.Clamp(v, (float)_range.Low, (float)_range.High);
    }

    float[] Gaussian(double sigma)
    {
        var (middle, spread) = (_kernelSize / 2, sigma + 1e-6);
        double[] values = [.. Enumerable.Range(-middle, _kernelSize).Select(i =>
            (double)Exponential.Of((float)Math.Max(-80, -i * i / (2 * spread * spread))))];
        var sum = values.Sum();
        return [.. values.Select(v => (float)(v / sum))];
    }
}
