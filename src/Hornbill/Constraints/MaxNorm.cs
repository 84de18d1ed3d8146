using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Constraints;

/// <summary>The weights of each unit have a norm of at most a value: w ← w min(n, most) / (n + 1e-7). (Srivastava et al., 2014)</summary>
/// <example><code>new Conv2D(32, 3, kernelConstraint: new MaxNorm(3, axis: [0, 1, 2]))</code></example>
/// <param name="maxValue">The greatest norm.</param>
/// <param name="axis">The axes of one unit's weights; 0 by default.</param>
public sealed class MaxNorm(double maxValue = 2, params int[] axis) : Constraint
{
    readonly double _most = Axes.AtLeast0("MaxNorm", "max_value", maxValue);
    readonly Axes _axes = new("MaxNorm", axis);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("max_value", _most).Set("axis", _axes.ToArray());

    /// <inheritdoc/>
    public override void Apply(Span<float> weight, Shape shape) => _axes.Bound(weight, shape, 0, _most, 1);

    internal override void Check(string weight, Shape shape) => _axes.Check(weight, shape);
}
