using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Constraints;

/// <summary>The weights of each unit have a norm within bounds, or move there: w ← w (r · (n within bounds) + (1 − r) n) / (n +
/// 1e-7).</summary>
/// <example><code>new Dense(64, kernelConstraint: new MinMaxNorm(0.5, 1.5))</code></example>
/// <param name="minValue">The smallest norm.</param>
/// <param name="maxValue">The greatest norm.</param>
/// <param name="rate">r: 1 brings it within the bounds at once.</param>
/// <param name="axis">The axes of one unit's weights; 0 by default.</param>
public sealed class MinMaxNorm(double minValue = 0, double maxValue = 1, double rate = 1, params int[] axis) : Constraint
{
    readonly double _least = Axes.AtLeast0("MinMaxNorm", "min_value", minValue), _most = Axes.AtLeast0("MinMaxNorm", "max_value", maxValue),
                    _rate = Axes.AtLeast0("MinMaxNorm", "rate", rate);
    readonly Axes _axes = new("MinMaxNorm", axis);

    /// <inheritdoc/>
    public override Config GetConfig() =>
        new Config().Set("min_value", _least).Set("max_value", _most).Set("rate", _rate).Set("axis", _axes.ToArray());

    /// <inheritdoc/>
    public override void Apply(Span<float> weight, Shape shape) => _axes.Bound(weight, shape, _least, _most, _rate);

    internal override void Check(string weight, Shape shape) => _axes.Check(weight, shape);
}
