using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Losses;

namespace Hornbill.Tests.Graph;

/// <summary>Losses: the mean over the places of a sample, times its weight.</summary>
sealed partial class TwinGraph
{
    /// <summary>A loss of predictions, given targets and how it is of one place; with random weights.</summary>
    public Node Loss(Loss loss, Node prediction, double[] targets, Func<double[], double[], double> row)
    {
        var shape = loss.TargetShape(prediction.Shape);
        var target = Leaf(new(new Hornbill.Graph.Ops.Input("target", shape), [], "target"), targets);
        var weights = Input("weights", [1]);
        var (classes, each) = (prediction.Shape[^1], shape.Elements * prediction.Shape[^1] / prediction.Shape.Elements);
        var places = prediction.Shape.Elements / classes;
        return Rule(loss.Build(prediction, target, weights), () =>
        {
            var losses = Value(prediction).Chunk(classes).Zip(Value(target).Chunk(each), row).ToArray();
            return [.. losses.Chunk(places).Zip(Value(weights), (l, w) => w * l.Average())];
        });
    }

    /// <summary>An input of given values.</summary>
    public Node Input(string key, Tensors.Shape shape, double[] values) => Leaf(new(new Hornbill.Graph.Ops.Input(key, shape), [], key), values);

    public Node Sigmoid(string name, Node x) =>
        Rule(new(new Hornbill.Graph.Ops.Elementwise<Hornbill.Kernels.Activations.Sigmoid>("sigmoid"), [x], name), () => [.. Value(x).Select(v => 1 / (1 + Math.Exp(-v)))]);

    /// <summary>l1 Σ |x| + l2 Σ x² of each sample, times the batch's size.</summary>
    public Node Penalty(string name, Node x, double l1, double l2) =>
        Rule(new(new Hornbill.Graph.Ops.ActivityPenalty(new Hornbill.Regularizers.L1L2(l1, l2)), [x], name),
             () => [.. Value(x).Chunk(x.Shape.Elements).Select(row => samples * row.Sum(v => (l1 * Math.Abs(v)) + (l2 * v * v)))]);

    /// <summary>a + weight × b.</summary>
    public Node Total(string name, Node a, Node b, float weight) =>
        Rule(new(new Hornbill.Graph.Ops.WeightedSum([1, weight]), [a, b], name), () => [.. Value(a).Zip(Value(b), (x, y) => x + (weight * y))]);
}
