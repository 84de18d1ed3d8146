using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Adds to each value in training a normal number of mean 0; does nothing at inference. The shape stays.</summary>
/// <example><code>new GaussianNoise(0.1)</code></example>
/// <param name="stddev">The deviation of the numbers added, from 0 to 1.</param>
/// <param name="seed">A seed of its own; the run's and the layer's by default.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class GaussianNoise(double stddev, int? seed = null, string? name = null) : Layer(name)
{
    /// <summary>The deviation of the numbers added.</summary>
    public double Stddev { get; } = stddev is >= 0 and <= 1
        ? stddev
        : throw new ArgumentException(
            $"GaussianNoise got the deviation {stddev} but needs a number from 0 to 1. Give one such as 0.1.");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("stddev", Stddev).Set("seed", seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) =>
        Node(new Noise("gaussian noise", NoiseRule.Added, new((float)Stddev) { Constant = true, Idle = Stddev == 0, Seed = seed }), input);
}
