using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Multiplies each value in training by a normal number of mean 1 and deviation √(rate / (1 − rate)); does nothing at inference. The shape stays.
/// (Srivastava et al., 2014)</summary>
/// <example><code>new GaussianDropout(0.5)</code></example>
/// <param name="rate">The rate of the dropout whose deviation it has, in [0, 1).</param>
public sealed class GaussianDropout(double rate) : Layer
{
    /// <summary>The rate of the dropout whose deviation it has.</summary>
    public double Rate { get; } = Dropout.CheckRate(nameof(GaussianDropout), rate);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("rate", Rate);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) =>
        Node(new Noise<Kernels.Noise.Multiplied>("gaussian dropout", (float)Math.Sqrt(Rate / (1 - Rate)), idle: Rate == 0), input);
}
