using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>Makes some images grey in training, all channels alike; does nothing at inference. Input and output (height, width,
/// channels).</summary>
/// <example><code>new RandomGrayscale(0.1)</code></example>
/// <param name="factor">The probability; ½ by default.</param>
/// <param name="seed">Given, the draws depend on it instead of on the run's seed and the layer's name.</param>
/// <exception cref="ArgumentException">The probability is beyond [0, 1].</exception>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class RandomGrayscale(double factor = 0.5, int? seed = null, string? name = null) : Layer(name)
{
    readonly double _factor = factor is >= 0 and <= 1
        ? factor
        : throw new ArgumentException(
            $"RandomGrayscale got the factor {factor} but it must lie in [0, 1]. Give a probability such as 0.5.");
    readonly int? _seed = seed;

    internal static Layer From(Config c) => new RandomGrayscale(c.Double("factor"), c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("factor", _factor).Set("seed", _seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(new ImageOp("grey", _seed, (in random, image, x, y) =>
            Colours.Fade(x, y, image[2], random.Units(0).A < _factor ? 1 : 0, float.MinValue, float.MaxValue)), input);
    }
}
