using Hornbill.Graph;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>Adds l1 Σ |x| + l2 Σ x² of its input to the loss, and passes it on: a sum over the batch, as in Keras 3, which does not divide
/// by the batch's size. The
/// shape stays.</summary>
/// <example><code>new ActivityRegularization(l1: 1e-5)</code></example>
/// <param name="l1">The factor of Σ |x|.</param>
/// <param name="l2">The factor of Σ x².</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class ActivityRegularization(double l1 = 0, double l2 = 0, string? name = null) : Layer(name)
{
    internal override Regularizer ActivityRegularizer { get; } = new L1L2(l1, l2);

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("l1", l1).Set("l2", l2);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => input;
}
