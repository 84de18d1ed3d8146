using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Constraints;

/// <summary>The weights of each unit have the norm 1: w ← w / (n + 1e-7).</summary>
/// <example><code>new Dense(64, kernelConstraint: "unit_norm")</code></example>
/// <param name="axis">The axes of one unit's weights; 0 by default.</param>
public sealed class UnitNorm(params int[] axis) : Constraint
{
    readonly Axes _axes = new("UnitNorm", axis);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("axis", _axes.ToArray());

    /// <inheritdoc/>
    public override void Apply(Span<float> weight, Shape shape) => _axes.Bound(weight, shape, 1, 1, 1);

    internal override void Check(string weight, Shape shape) => _axes.Check(weight, shape);
}
