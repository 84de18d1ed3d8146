using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Dropout for selu: sets values in training to what selu falls to, and scales and shifts all so that mean 0 and deviation 1 stay;
/// does nothing at inference. The shape stays. (Klambauer et al., 2017)</summary>
/// <example><code>new AlphaDropout(0.1)</code></example>
/// <param name="rate">Share of values to drop, in [0, 1).</param>
/// <param name="noiseShape">Which values are dropped together, as of a <see cref="Dropout"/>.</param>
/// <param name="seed">A seed of its own; the run's and the layer's by default.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class AlphaDropout(double rate, int?[]? noiseShape = null, int? seed = null, string? name = null) : Layer(name)
{
    readonly NoiseShape _noise = new(nameof(AlphaDropout), noiseShape);

    /// <summary>Share of values to drop.</summary>
    public double Rate { get; } = NoiseShape.RateBelow1(nameof(AlphaDropout), rate);

    internal static Layer From(Config c) => new AlphaDropout(c.Double("rate"), NoiseShape.Read(c), c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => _noise.Write(new Config().Set("rate", Rate)).Set("seed", seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var (p, q, r) = Kernels.Noise.Alpha.Settings(Rate);
        var settings = _noise.For(this, input.Shape) with { P = p, Q = q, R = r, Seed = seed, Idle = Rate == 0, Alive = (float)(1 - Rate) };
        return Node(new Noise("alpha dropout", NoiseRule.Alpha, settings), input);
    }
}
