using Hornbill.Tensors;

namespace Hornbill.Graph;

/// <summary>A value in a model's graph: what an operation makes of the values it is applied to. Layers make nodes of nodes.</summary>
public sealed class Node
{
    internal Node(Op op, IReadOnlyList<Node> inputs, Label label)
    {
        (Op, Inputs, Label) = (op, inputs, label);
        Shape = op.Infer([.. inputs.Select(n => n.Shape)]);
    }

    internal Op Op { get; }

    internal IReadOnlyList<Node> Inputs { get; }

    /// <summary>The shape of one sample, without the batch; of a weight, its own.</summary>
    public Shape Shape { get; }

    /// <summary>The name of the layer that made it; empty before it is part of a model, if none was chosen.</summary>
    public string Name => Label.Text;

    internal Label Label { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shape}";

    /// <summary>All nodes that <paramref name="roots"/> depend on and they themselves, each after its inputs.</summary>
    internal static List<Node> Sorted(IEnumerable<Node> roots)
    {
        var (order, seen, stack) = (new List<Node>(), new HashSet<Node>(), new Stack<(Node Node, bool Done)>());
        foreach (var root in roots.Reverse()) stack.Push((root, false));
        while (stack.TryPop(out var top))
        {
            if (top.Done) order.Add(top.Node);
            else if (seen.Add(top.Node))
            {
                stack.Push((top.Node, true));
                foreach (var input in top.Node.Inputs.Reverse()) stack.Push((input, false));
            }
        }
        return order;
    }
}
