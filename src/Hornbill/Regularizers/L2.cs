using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Regularizers;

/// <summary>l2 Σ w²: weights stay small. Without a half: the gradient is 2 l2 w.</summary>
/// <example><code>new Dense(64, kernelRegularizer: new L2(0.001))</code></example>
/// <param name="l2">The factor.</param>
public sealed class L2(double l2 = 0.01) : Regularizer
{
    readonly double _l2 = AtLeast0("L2", "l2", l2);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("l2", _l2);

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<float> weight, Shape shape) => Penalties.L1L2(weight, 0, _l2);

    /// <inheritdoc/>
    public override void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape) =>
        Penalties.AddL1L2Gradient(weight, gradient, 0, _l2);
}
