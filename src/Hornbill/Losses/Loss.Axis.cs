using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <content>Losses of numbers that do not lie side by side: along another axis than the last.</content>
public abstract partial class Loss
{
    /// <summary>The axis of predictions whose numbers belong together: the batch is 0, the last −1.</summary>
    internal int Axis { get; private protected init; } = -1;

    /// <summary>A prediction's shape with that axis last, as the loss computes.</summary>
    /// <exception cref="ArgumentException">A prediction has no such axis.</exception>
    internal Shape Turned(Shape prediction) =>
        Order(prediction) is { } order ? Reordered(prediction, order) : prediction;

    static Shape Reordered(Shape shape, int[] order) => Shape.Create([.. order.Select(d => shape[d])]);

    /// <summary>Whether that axis is not the last.</summary>
    internal bool Turns(Shape prediction) => Order(prediction) is not null;

    /// <summary>Predictions, or targets of their shape, of a batch with that axis last.</summary>
    internal Tensor Turned(Tensor batch) => batch.Shape.Rank > 1 && Order(batch.Shape.Tail()) is { } order
        ? batch.Transpose([0, .. order.Select(d => d + 1)])
        : batch;

    // A target that has an index in place of the axis has its other dimensions in order already.
    Node Turned(Node x, Shape prediction) => x.Shape.Rank == prediction.Rank && Order(prediction) is { } order
        ? new(Permute.Op(x.Shape, order), [x], Name)
        : x;

    // The dimensions of a sample in the order that ends with the axis; null where they lie so.
    int[]? Order(Shape prediction)
    {
        var (rank, axis) = (prediction.Rank, Axis < 0 ? Axis + prediction.Rank : Axis - 1);
        if (Axis == 0 || axis < 0 || axis >= rank)
            throw new ArgumentException(
                $"{Name} got the axis {Axis} for predictions of shape {prediction} but they have 1 to {rank}, or −1 to −{rank}; 0 is the " +
                $"batch. Give one of these.");
        return axis == rank - 1 ? null : Last(axis, rank);
    }

    // Apart, as Reordered is, so that the usual case makes no closure: it is asked for every sample.
    static int[] Last(int axis, int rank) => [.. Enumerable.Range(0, rank).Where(d => d != axis), axis];
}
