using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Multiplies each value in training by a normal number of mean 1 and deviation √(rate / (1 − rate)); does nothing at inference.
/// The shape stays. (Srivastava et al., 2014)</summary>
/// <example><code>new GaussianDropout(0.5)</code></example>
/// <param name="rate">The rate of the dropout whose deviation it has, in [0, 1).</param>
/// <param name="seed">A seed of its own; the run's and the layer's by default.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class GaussianDropout(double rate, int? seed = null, string? name = null) : Layer(name)
{
    /// <summary>The rate of the dropout whose deviation it has.</summary>
    public double Rate { get; } = NoiseShape.RateBelow1(nameof(GaussianDropout), rate);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("rate", Rate).Set("seed", seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) =>
        Node(new Noise("gaussian dropout", NoiseRule.Multiplied,
            new((float)Math.Sqrt(Rate / (1 - Rate))) { Idle = Rate == 0, Seed = seed }), input);
}
