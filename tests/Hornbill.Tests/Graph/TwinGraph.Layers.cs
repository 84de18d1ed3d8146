using Hornbill.Graph;
using Hornbill.Layers;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

sealed partial class TwinGraph
{
    /// <summary>A layer applied; its weights are leaves. <paramref name="rule"/> makes its double values of its input's and of the weights, in their order.</summary>
    public Node Apply(Layer layer, Node x, Func<double[], double[][], double[]> rule)
    {
        var y = layer.Apply(x);
        Variables.AddRange(layer.Variables);
        // Nodes of their own: in the graph may be views and shares of the weights only.
        var leaves = layer.Variables.Select(v => Leaf(new(new Ops.Weight(v), [], v.Name), Random(v.Shape.Elements, v.Shape.Rank == 1 ? 1 : 0.6))).ToArray();
        return Rule(y, () => rule(Value(x), [.. leaves.Select(Value)]));
    }

    /// <summary>Leaves as a request names them: inputs as they are, weights as the graph before a node reads them.</summary>
    public Node[] By(Node node) => [.. Node.Sorted([node]).Where(n => n.Op is Ops.Input or Ops.Weight)];
}
