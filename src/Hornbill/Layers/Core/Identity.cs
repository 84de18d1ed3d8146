using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Its input as it is. The shape stays.</summary>
/// <example><code>Layer norm = withNorm ? new BatchNormalization() : new Identity();</code></example>
public sealed class Identity : Layer
{
    /// <inheritdoc/>
    public override Config GetConfig() => new();

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => input;
}
