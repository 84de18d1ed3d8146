using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Dropout of whole channels: a channel of a sample is 0 everywhere with probability <paramref name="rate"/> in training, else
/// multiplied by 1 / (1 − rate); does nothing at inference. Input and output (height, width, channels). (Tompson et al., 2014)</summary>
/// <example><code>new SpatialDropout2D(0.2)</code></example>
/// <param name="rate">Share of channels to drop, in [0, 1].</param>
/// <param name="seed">A seed of its own; the run's and the layer's by default.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class SpatialDropout2D(double rate, int? seed = null, string? name = null) : Layer(name)
{
    /// <summary>Share of channels to drop.</summary>
    public double Rate { get; } = NoiseShape.Rate(nameof(SpatialDropout2D), rate);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("rate", Rate).Set("seed", seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        return Node(Dropout.Op("spatial dropout", Rate, new(0) { Numbers = Shape.Create(1, 1, input.Shape[2]) }, seed), input);
    }
}
