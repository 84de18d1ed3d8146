using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>A layer that makes one value of several of the same shape.</summary>
public abstract class Merge : Layer
{
    /// <summary>The most inputs it takes.</summary>
    internal virtual int Most => int.MaxValue;

    /// <inheritdoc/>
    public override Config GetConfig() => new();

    internal abstract Node Join(IReadOnlyList<Node> inputs);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Build([input]);

    /// <inheritdoc/>
    protected internal override Node Build(IReadOnlyList<Node> inputs)
    {
        if (inputs.Count < 2 || inputs.Count > Most)
            throw new ArgumentException($"{Kind} '{Name}' got {inputs.Count} inputs but takes {(Most == 2 ? "two" : "at least two")}. Apply it to as many nodes.");
        if (inputs.FirstOrDefault(n => n.Shape != inputs[0].Shape) is { } other)
            throw BadInput(other.Shape, $"the shape of its first input, {inputs[0].Shape}", "Bring the inputs to one shape, with a convolution or a Reshape.");
        return Join(inputs);
    }

    /// <summary>Two after two.</summary>
    private protected Node Pairwise<F>(IReadOnlyList<Node> inputs, string kind) where F : struct, Kernels.Merging.IFunction =>
        inputs.Aggregate((a, b) => Node(new Graph.Ops.Merge<F>(kind), a, b));
}
