using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Constraints;

/// <summary>Weights of at least 0: w ← max(w, 0).</summary>
/// <example><code>new Dense(64, kernelConstraint: "non_neg")</code></example>
public sealed class NonNeg : Constraint
{
    /// <inheritdoc/>
    public override Config GetConfig() => new();

    /// <inheritdoc/>
    public override void Apply(Span<float> weight, Shape shape) => Norms.NonNegative(weight);
}
