using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Σ over one axis of each input of the products, for every place of the others. Inputs (a…, k, b…) and (c…, k, d…), output (a…,
/// b…, c…, d…), or (1,) of two vectors.</summary>
/// <example><code>
/// var similarity = new Dot(axes: 1, normalize: true).Apply(x, y); // the cosine of two vectors
/// </code></example>
public sealed class Dot : Layer
{
    readonly (int First, int Second) _axes;
    readonly bool _normalize;

    /// <summary>Along the same axis of both.</summary>
    /// <param name="axes">The axis; the batch is 0, the first dimension of a sample 1, the last −1.</param>
    /// <param name="normalize">Whether both are brought to length 1 along the axis first, so that the products are cosines.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public Dot(int axes, bool normalize = false, string? name = null) : this((axes, axes), normalize, name) { }

    /// <summary>Along one axis of each.</summary>
    /// <param name="axes">The axis of the first input and that of the second.</param>
    /// <param name="normalize">Whether both are brought to length 1 along their axis first.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public Dot((int First, int Second) axes, bool normalize = false, string? name = null) : base(name) =>
        (_axes, _normalize) = (axes, normalize);

    internal static Layer From(Config c) => c.Ints("axes") is [var first, var second]
        ? new Dot((first, second), c.Bool("normalize"))
        : throw new InvalidDataException("The axes of a Dot are not two but must be one for each input. Check the model's configuration.");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("axes", new[] { _axes.First, _axes.Second }).Set("normalize", _normalize);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => Build([input]);

    /// <inheritdoc/>
    protected internal override Node Build(IReadOnlyList<Node> inputs)
    {
        if (inputs.Count != 2) throw new ArgumentException(
            $"Dot '{Shown}' got {inputs.Count} inputs but takes two. Call Apply with two nodes.");
        var (x, y) = (inputs[0], inputs[1]);
        var (i, j) = (Axes.Of(this, _axes.First, x.Shape), Axes.Of(this, _axes.Second, y.Shape));
        if (x.Shape[i] != y.Shape[j])
            throw BadInput(y.Shape,
                $"the size {x.Shape[i]} along axis {_axes.Second}, as its first input {x.Shape} has along axis {_axes.First}", "Give axes of one size.");
        int[] others = [.. x.Shape.Where((_, d) => d != i), .. y.Shape.Where((_, d) => d != j)];
        if (others.Aggregate(1.0, (a, d) => a * d) > int.MaxValue) throw BadInput(x.Shape,
            $"inputs whose product has {int.MaxValue} values at most", "Use smaller inputs.");
        var product = Node(new Graph.Ops.Dot(), Vectors(x, i), Vectors(y, j));
        return Node(new View(others.Length == 0 ? [1] : Shape.Create(others)), product);
    }

    // The axis last, all others before it in one.
    Node Vectors(Node x, int axis)
    {
        if (axis != x.Shape.Rank - 1)
        {
            if (x.Shape.Rank > Kernels.Box.MostDimensions) throw BadInput(x.Shape, $"{Kernels.Box.MostDimensions} dimensions at most",
                "Use a Reshape before it.");
            x = Node(Permute.Op(x.Shape, [.. Enumerable.Range(0, x.Shape.Rank).Where(d => d != axis), axis]), x);
        }
        x = Node(new View([x.Shape.Elements / x.Shape[^1], x.Shape[^1]]), x);
        return _normalize ? Node(new UnitLength(), x) : x;
    }
}
