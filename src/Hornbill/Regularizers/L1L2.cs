using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Regularizers;

/// <summary>l1 Σ |w| + l2 Σ w². By the name "l1_l2" both factors are 0.01, by "l1l2" 0, as in Keras 2 and 3.</summary>
/// <example><code>new Dense(64, kernelRegularizer: new L1L2(l1: 0.001, l2: 0.001))</code></example>
/// <param name="l1">The factor of the magnitudes.</param>
/// <param name="l2">The factor of the squares.</param>
public sealed class L1L2(double l1 = 0, double l2 = 0) : Regularizer
{
    readonly double _l1 = AtLeast0("L1L2", "l1", l1), _l2 = AtLeast0("L1L2", "l2", l2);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("l1", _l1).Set("l2", _l2);

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<float> weight, Shape shape) => Penalties.L1L2(weight, _l1, _l2);

    /// <inheritdoc/>
    public override void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape) =>
        Penalties.AddL1L2Gradient(weight, gradient, _l1, _l2);
}
