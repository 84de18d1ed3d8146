using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Probabilities along an axis: eˣ / Σ eˣ. The shape stays.</summary>
/// <example><code>new Softmax()</code></example>
/// <param name="axis">Along which: −1, the last, by default; the batch is 0, the first dimension of a sample 1.</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Softmax(int axis = -1, string? name = null) : Layer(name)
{
    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("axis", axis);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var (d, last) = (Axes.Of(this, axis, input.Shape), input.Shape.Rank - 1);
        if (d == last) return Node(new Graph.Ops.Softmax(), input);
        if (last >= Kernels.Box.MostDimensions) throw BadInput(input.Shape, $"{Kernels.Box.MostDimensions} dimensions at most",
            "Use a Reshape before it.");
        // Both axes change places, and back.
        int[] order = [.. Enumerable.Range(0, last + 1).Select(i => i == d ? last : i == last ? d : i)];
        var x = Node(Permute.Op(input.Shape, order), input);
        return Node(Permute.Op(x.Shape, order), Node(new Graph.Ops.Softmax(), x));
    }
}
