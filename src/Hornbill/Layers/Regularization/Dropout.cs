using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Sets each value to 0 with probability <paramref name="rate"/> in training and multiplies the others by 1 / (1 − rate), so that
/// sums stay the same on average; does nothing at inference. The shape stays. (Srivastava et al., 2014)</summary>
/// <example><code>new Dropout(0.5); new Dropout(0.2, noiseShape: [null, 1, null]) // of a sequence, the same features at all steps</code></example>
/// <param name="rate">Share of values to drop, in [0, 1].</param>
/// <param name="noiseShape">Which values are dropped together, the batch first, as in Keras: 1 where a whole dimension is, null (or its
/// size) where each place is by itself. Each value by itself by default.</param>
/// <param name="seed">A seed of its own; the run's and the layer's by default.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Dropout(double rate, int?[]? noiseShape = null, int? seed = null, string? name = null) : Layer(name)
{
    readonly NoiseShape _noise = new(nameof(Dropout), noiseShape);

    /// <summary>Share of values to drop.</summary>
    public double Rate { get; } = NoiseShape.Rate(nameof(Dropout), rate);

    internal static Layer From(Config c) => new Dropout(c.Double("rate"), NoiseShape.Read(c), c.IntOrNull("seed"));

    /// <inheritdoc/>
    public override Config GetConfig() => _noise.Write(new Config().Set("rate", Rate)).Set("seed", seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(Op("dropout", Rate, _noise.For(this, input.Shape), seed), input);

    internal static Op Op(string kind, double rate, NoiseSettings noise, int? seed)
    {
        var (p, q) = Kernels.Noise.Dropout.Settings(rate);
        return new Noise(kind, NoiseRule.Dropout, noise with { P = p, Q = q, Seed = seed, Idle = rate == 0, Alive = (float)(1 - rate) });
    }
}
