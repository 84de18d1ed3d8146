using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>A layer that makes one value of several, element by element. Their shapes are one, or broadcast as in Keras and NumPy: a
/// dimension of 1, and one that is missing in front, serves all places of the others': (h, w, c) goes with (c,), (1, 1, c) and (h, w,
/// 1).</summary>
/// <param name="name">Its name; by default its kind in snake case.</param>
public abstract class Merge(string? name) : Layer(name)
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
            throw new ArgumentException(
                $"{Kind} '{Shown}' got {inputs.Count} inputs but takes {(Most == 2 ? "two" : "at least two")}. Apply it to as many nodes.");
        var shape = inputs[0].Shape;
        foreach (var other in inputs)
            shape = Broadcast.Joined(shape, other.Shape)
                ?? throw BadInput(other.Shape, $"the shape of its first input, {inputs[0].Shape}, or 1 where they differ",
                                                                           "Make them one shape, with a convolution or a Reshape.");
        if (inputs.Any(n => n.Shape != shape)) CheckSize(inputs[0].Shape, shape);
        return Join(inputs);
    }

    void CheckSize(Shape first, Shape shape)
    {
        if (shape.Rank > Kernels.Box.MostDimensions) throw BadInput(first,
            $"{Kernels.Box.MostDimensions} dimensions at most where shapes differ", "Use a Reshape before it.");
        if (shape.Aggregate(1.0, (a, d) => a * d) > int.MaxValue)
            throw BadInput(first, $"one with which the other inputs come to {int.MaxValue} values at most, not {shape}",
                "Use smaller inputs.");
    }

    /// <summary>Two after two.</summary>
    private protected Node Pairwise(IReadOnlyList<Node> inputs, PairFunction function, string kind) =>
        inputs.Aggregate((a, b) => a.Shape == b.Shape && !IsWeight(a) && !IsWeight(b)
            ? Node(new Graph.Ops.Merge(kind, function), a, b)
            : Node(new BroadcastMerge(kind, function), a, b));

    // A weight serves all samples, as a value of one dimension less serves all places.
    static bool IsWeight(Node n) => n.Op is Graph.Ops.Weight;
}
