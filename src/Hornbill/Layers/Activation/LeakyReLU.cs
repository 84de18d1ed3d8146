using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>x where it is positive, else <paramref name="negativeSlope"/> × x. The shape stays. (Maas et al., 2013)</summary>
/// <example><code>new LeakyReLU(0.1)</code></example>
/// <param name="negativeSlope">The slope below 0; Keras's layer has 0.3, its function leaky_relu 0.2.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class LeakyReLU(double negativeSlope = 0.3, string? name = null) : Layer(name)
{
    readonly double _slope = negativeSlope >= 0 && double.IsFinite(negativeSlope)
        ? negativeSlope
        : throw new ArgumentException(
            $"LeakyReLU got the negative slope {negativeSlope} but needs a finite number of at least 0. Give one such as 0.3.");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("negative_slope", _slope);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(new Elementwise("leaky_relu", Function.LeakyRelu, (float)_slope), input);
}
