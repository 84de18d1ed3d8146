using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Rule = Hornbill.Kernels.Noise.Dropout;

namespace Hornbill.Layers;

/// <summary>Sets each value to 0 with probability <paramref name="rate"/> in training and multiplies the others by 1 / (1 − rate), so that sums stay the
/// same on average; does nothing at inference. The shape stays. (Srivastava et al., 2014)</summary>
/// <example><code>new Dropout(0.5)</code></example>
/// <param name="rate">Share of values to drop, in [0, 1).</param>
public sealed class Dropout(double rate) : Layer
{
    /// <summary>Share of values to drop.</summary>
    public double Rate { get; } = CheckRate(nameof(Dropout), rate);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("rate", Rate);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(Op((float)Rate), input);

    internal static double CheckRate(string layer, double rate) => rate is >= 0 and < 1
        ? rate
        : throw new ArgumentException($"{layer} got the rate {rate} but it must be at least 0 and below 1. Give the share of values to drop, such as 0.5.");

    internal static Noise<Rule> Op(float rate, bool channels = false)
    {
        var (p, q) = Rule.Settings(rate);
        return new(channels ? "spatial dropout" : "dropout", p, q, shared: channels, idle: rate == 0, alive: 1 - rate);
    }
}
