using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Its inputs one behind the other along an axis. Inputs (…, a, …), (…, b, …), …; output (…, a + b + …, …).</summary>
/// <example><code>y = new Concatenate().Apply(x, y);</code></example>
/// <param name="axis">Along which: −1, the last, by default; the batch is 0, the first dimension of a sample 1.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Concatenate(int axis = -1, string? name = null) : Layer(name)
{
    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("axis", axis);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Build([input]);

    /// <inheritdoc/>
    protected internal override Node Build(IReadOnlyList<Node> inputs)
    {
        if (inputs.Count < 2)
            throw new ArgumentException(
                $"Concatenate '{Shown}' got {inputs.Count} inputs but takes at least two. Apply it to as many nodes.");
        var d = Axes.Of(this, axis, inputs[0].Shape);
        if (inputs.FirstOrDefault(n => !Others(n, d).SequenceEqual(Others(inputs[0], d))) is { } other)
            throw BadInput(other.Shape, $"the dimensions of its first input, {inputs[0].Shape}, but for axis {axis}",
                "Make the other dimensions the same, with a Reshape, a ZeroPadding or a Cropping.");
        if (inputs.Sum(n => (long)n.Shape[d]) > int.MaxValue)
            throw BadInput(inputs[0].Shape, $"inputs whose sizes along axis {axis} come to {int.MaxValue} at most", "Use smaller inputs.");
        return Node(new Graph.Ops.Concatenation(d), [.. inputs]);
    }

    static IEnumerable<int> Others(Node n, int axis) => n.Shape.Where((_, d) => d != axis);
}
