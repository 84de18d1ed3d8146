using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Probabilities over the last dimension: eˣ / Σ eˣ. The shape stays.</summary>
/// <example><code>new Softmax()</code></example>
public sealed class Softmax : Layer
{
    /// <inheritdoc/>
    public override Config GetConfig() => new();

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(new Graph.Ops.Softmax(), input);
}
