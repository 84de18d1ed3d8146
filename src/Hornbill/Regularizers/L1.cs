using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Regularizers;

/// <summary>l1 Σ |w|: many weights become 0.</summary>
/// <example><code>new Dense(64, kernelRegularizer: new L1(0.001))</code></example>
/// <param name="l1">The factor.</param>
public sealed class L1(double l1 = 0.01) : Regularizer
{
    readonly double _l1 = AtLeast0("L1", "l1", l1);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("l1", _l1);

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<float> weight, Shape shape) => Penalties.L1L2(weight, _l1, 0);

    /// <inheritdoc/>
    public override void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape) =>
        Penalties.AddL1L2Gradient(weight, gradient, _l1, 0);
}
