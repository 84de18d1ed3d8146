using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Gives the channels of each place, the last dimension or those of other axes, the length 1: y = x / √(max(Σ x², 1e-12)). The
/// shape stays.</summary>
/// <example><code>new UnitNormalization()</code></example>
/// <param name="axis">The axes whose values are one vector: the last by default; the batch is 0, the first dimension of a sample 1, the
/// last −1.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class UnitNormalization(AxisList? axis = null, string? name = null) : Layer(name)
{
    readonly AxisList _axis = (axis ?? -1).Check(nameof(UnitNormalization));

    /// <inheritdoc/>
    public override Config GetConfig() => _axis.Write(new Config());

    /// <inheritdoc/>
    protected internal override Node Build(Node input) =>
        Axes.Last(this, input, _axis.Of(this, input.Shape), x => Node(new UnitLength(), x));
}
