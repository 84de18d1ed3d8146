using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Dropout of whole channels: a channel of a sample is 0 everywhere with probability <paramref name="rate"/> in training, else multiplied by 1 / (1 − rate);
/// does nothing at inference. Input and output (height, width, channels). (Tompson et al., 2014)</summary>
/// <example><code>new SpatialDropout2D(0.2)</code></example>
/// <param name="rate">Share of channels to drop, in [0, 1).</param>
public sealed class SpatialDropout2D(double rate) : Layer
{
    /// <summary>Share of channels to drop.</summary>
    public double Rate { get; } = Dropout.CheckRate(nameof(SpatialDropout2D), rate);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("rate", Rate);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(Dropout.Op((float)Rate, channels: true), input);
    }
}
