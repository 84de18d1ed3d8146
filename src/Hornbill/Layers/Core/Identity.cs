using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Its input as it is. The shape stays.</summary>
/// <example><code>Layer norm = withNorm ? new BatchNormalization() : new Identity();</code></example>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Identity(string? name = null) : Layer(name)
{
    /// <inheritdoc/>
    public override Config GetConfig() => new();

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => input;
}
