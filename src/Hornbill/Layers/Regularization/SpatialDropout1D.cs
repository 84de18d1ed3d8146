using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Dropout of whole features of a sequence: a feature of a sample is 0 at all steps with probability <paramref name="rate"/> in
/// training, else multiplied by 1 / (1 − rate); does nothing at inference. Input and output (steps, features). (Tompson et al.,
/// 2014)</summary>
/// <example><code>new SpatialDropout1D(0.2)</code></example>
/// <param name="rate">Share of features to drop, in [0, 1].</param>
/// <param name="seed">A seed of its own; the run's and the layer's by default.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class SpatialDropout1D(double rate, int? seed = null, string? name = null) : Layer(name)
{
    /// <summary>Share of features to drop.</summary>
    public double Rate { get; } = NoiseShape.Rate(nameof(SpatialDropout1D), rate);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("rate", Rate).Set("seed", seed);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedSequence(input.Shape);
        return Node(Dropout.Op("spatial dropout", Rate, new(0) { Numbers = Shape.Create(1, input.Shape[1]) }, seed), input);
    }
}
