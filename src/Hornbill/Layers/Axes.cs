using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Axes as Keras counts them: the batch is 0, a sample's dimensions are 1, 2, …, and −1 is the last.</summary>
static class Axes
{
    /// <summary>The dimension of a sample's shape, from 0; an error in three parts where there is none.</summary>
    public static int Of(Layer layer, int axis, Shape shape)
    {
        var d = axis < 0 ? axis + shape.Rank : axis - 1;
        return axis != 0 && d >= 0 && d < shape.Rank
            ? d
            : throw layer.BadInput(shape, $"the axis {axis}, of which it has 1 to {shape.Rank} and −1 to −{shape.Rank}",
                "Give an axis within that; 0 is the batch.");
    }

    /// <summary>What <paramref name="f"/> makes of a value whose dimensions <paramref name="axes"/> are its last one, brought back to their
    /// places; the shape stays.</summary>
    public static Node Last(Layer layer, Node x, int[] axes, Func<Node, Node> f)
    {
        var (rank, shape) = (x.Shape.Rank, x.Shape);
        if (axes is [var only] && only == rank - 1) return f(x);
        int[] order = [.. Enumerable.Range(0, rank).Except(axes), .. axes];
        if (order.SequenceEqual(Enumerable.Range(0, rank))) return layer.Node(new View(shape), f(Flat(x)));
        if (rank > Kernels.Box.MostDimensions) throw layer.BadInput(shape, $"{Kernels.Box.MostDimensions} dimensions at most",
            "Use a Reshape before it.");
        var moved = layer.Node(Permute.Op(shape, order), x);
        var y = layer.Node(new View(moved.Shape), f(Flat(moved)));
        return layer.Node(Permute.Op(moved.Shape, [.. Enumerable.Range(0, rank).Select(d => Array.IndexOf(order, d))]), y);

        Node Flat(Node n) => layer.Node(new View(
            Shape.Create([.. n.Shape.Take(rank - axes.Length), axes.Aggregate(1, (a, d) => a * shape[d])])), n);
    }
}
