using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Losses;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

/// <summary>Losses: the mean over the places of a sample, times its weight.</summary>
sealed partial class TwinGraph
{
    /// <summary>Cross-entropy, with random targets and weights.</summary>
    public Node Loss(Node z, bool sparse, bool fromLogits)
    {
        var classes = z.Shape[^1];
        var target = Input("target", sparse ? [1] : [classes]);
        var weights = Input("weights", [1]);
        for (var i = 0; i < Leaves[target].Length; i++) Leaves[target][i] = sparse ? Math.Floor(Math.Abs(Leaves[target][i]) * classes)
            : Math.Abs(Leaves[target][i]);
        return new(new Ops.CrossEntropy(sparse, fromLogits), [z, target, weights], "loss");
    }

    /// <summary>A loss of predictions with random weights, given targets and, where it is to be held against that, how it is of one
    /// place.</summary>
    public Node Loss(Loss loss, Node prediction, double[] targets, Func<double[], double[], double>? row = null)
    {
        var shape = loss.TargetShape(prediction.Shape);
        var target = Input("target", shape, targets);
        var weights = Input("weights", [1]);
        var (classes, each) = (prediction.Shape[^1], shape.Elements * prediction.Shape[^1] / prediction.Shape.Elements);
        var node = loss.Build(prediction, target, weights);
        return row is null ? node : Says(node, () =>
        {
            var losses = Value(prediction).Chunk(classes).Zip(Value(target).Chunk(each), row).ToArray();
            return [.. losses.Chunk(prediction.Shape.Elements / classes).Zip(Value(weights), (l, w) => w * l.Average())];
        });
    }

    /// <summary>l1 Σ |x| + l2 Σ x² of each sample, times the batch's size.</summary>
    public Node Penalty(string name, Node x, double l1, double l2) =>
        new(new Ops.ActivityPenalty(new Hornbill.Regularizers.L1L2(l1, l2)), [x], name);

    /// <summary>a + weight × b.</summary>
    public Node Total(string name, Node a, Node b, float weight) => new(new Ops.WeightedSum([1, weight]), [a, b], name);
}
