using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>x above the threshold, at most the greatest value, and up to the threshold the negative slope × (x − threshold). The shape
/// stays. Without settings it is relu, which a convolution or dense layer before it takes in.</summary>
/// <example><code>new ReLU(maxValue: 6)</code></example>
public sealed class ReLU : Layer
{
    readonly double? _maxValue;
    readonly double _negativeSlope, _threshold;

    /// <summary>With its settings.</summary>
    /// <param name="maxValue">The greatest value; none by default.</param>
    /// <param name="negativeSlope">The slope below the threshold.</param>
    /// <param name="threshold">Above it x passes.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A setting is negative or no finite number.</exception>
    public ReLU(double? maxValue = null, double negativeSlope = 0, double threshold = 0, string? name = null)
        : base(name)
    {
        _maxValue = maxValue is null ? null : AtLeast0(maxValue.Value, nameof(maxValue));
        (_negativeSlope, _threshold) = (AtLeast0(negativeSlope, nameof(negativeSlope)), AtLeast0(threshold, nameof(threshold)));
    }

    internal static Layer From(Config c) => new ReLU(c.DoubleOrNull("max_value"), c.Double("negative_slope"), c.Double("threshold"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        new Config().Set("max_value", _maxValue).Set("negative_slope", _negativeSlope).Set("threshold", _threshold);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(Op(_maxValue, _negativeSlope, _threshold), input);

    /// <summary>The operation of such settings.</summary>
    internal static Graph.Op Op(double? maxValue, double negativeSlope, double threshold) =>
        (maxValue is null || AtLeast0(maxValue.Value, nameof(maxValue)) >= 0) && AtLeast0(negativeSlope, nameof(negativeSlope)) == 0
            && AtLeast0(threshold, nameof(threshold)) == 0
            && maxValue is null
            ? new Relu()
            : new Elementwise("relu", Function.ReluOf, (float)negativeSlope, (float)(maxValue ?? double.PositiveInfinity),
                (float)threshold);

    static double AtLeast0(double value, string what) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentException(
            $"ReLU got {what} {value} but needs a finite number of at least 0. Give one, such as 6 for the greatest value.");
}
