using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>All dimensions in one, in the order height, width, channels. Input (a, b, …), output (a × b × …,).</summary>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Flatten(string? name = null) : Layer(name)
{
    /// <inheritdoc/>
    public override Config GetConfig() => new();

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Node(new Graph.Ops.View([input.Shape.Elements]), input);
}
