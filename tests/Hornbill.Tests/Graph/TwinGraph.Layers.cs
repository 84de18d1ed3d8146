using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Layers;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

sealed partial class TwinGraph
{
    /// <summary>A layer applied; its weights are leaves. <paramref name="rule"/> makes its double values of its input's and of the weights', in their
    /// order.</summary>
    public Node Apply(Layer layer, Node x, Func<double[], double[][], double[]> rule)
    {
        var y = layer.Apply(x);
        Variables.AddRange(layer.Variables);
        var leaves = layer.Variables.Select(v => Leaf(Whole(y, v), Random(v.Shape.Elements, v.Shape.Rank == 1 ? 1 : 0.6))).ToArray();
        return Rule(y, () => rule(Value(x), [.. leaves.Select(Value)]));
    }

    // A node of its own where only views or shares of the weight are in the graph.
    static Node Whole(Node y, Variable v) => Node.Sorted([y]).FirstOrDefault(n => n.Op is Ops.Weight { First: null } w && w.Variable == v && n.Shape == v.Shape)
        ?? new(new Ops.Weight(v), [], v.Name);

    /// <summary>Leaves as a request names them: inputs as they are, weights as the graph before a node reads them.</summary>
    public Node[] By(Node node) => [.. Node.Sorted([node]).Where(n => n.Op is Ops.Input or Ops.Weight)];
}
