using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Its inputs side by side along the last dimension. Inputs (…, a), (…, b), …; output (…, a + b + …).</summary>
/// <example><code>y = new Concatenate().Apply(x, y);</code></example>
public sealed class Concatenate : Layer
{
    /// <inheritdoc/>
    public override Config GetConfig() => new();

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Build([input]);

    /// <inheritdoc/>
    protected internal override Node Build(IReadOnlyList<Node> inputs)
    {
        if (inputs.Count < 2)
            throw new ArgumentException($"Concatenate '{Name}' got {inputs.Count} inputs but takes at least two. Apply it to as many nodes.");
        if (inputs.FirstOrDefault(n => !n.Shape.SkipLast(1).SequenceEqual(inputs[0].Shape.SkipLast(1))) is { } other)
            throw BadInput(other.Shape, $"the dimensions of its first input, {inputs[0].Shape}, but for the last", "Bring the inputs to one height and width.");
        return Node(new Graph.Ops.Concatenation(), [.. inputs]);
    }
}
