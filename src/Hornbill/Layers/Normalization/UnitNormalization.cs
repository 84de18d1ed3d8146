using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Gives the channels of each place, the last dimension, the length 1: y = x / √(max(Σ x², 1e-12)). The shape stays.</summary>
/// <example><code>new UnitNormalization()</code></example>
public sealed class UnitNormalization : Layer
{
    /// <inheritdoc/>
    public override Config GetConfig() => new();

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(new UnitLength(), input);
}
