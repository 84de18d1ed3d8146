using Hornbill.Tensors;

namespace Hornbill.Graph;

/// <summary>A value in a model's graph: what an operation makes of the values it is applied to. Layers make nodes of nodes.</summary>
public sealed class Node
{
    internal Node(Op op, IReadOnlyList<Node> inputs, Label label, bool? training = null)
    {
        (Op, Inputs, Label, Training) = (op, inputs, label, training);
        Shape = op.Infer([.. inputs.Select(n => n.Shape)]);
        Trial = op is Ops.Input input ? input.Trial : inputs.Select(n => n.Trial).DefaultIfEmpty().Max();
    }

    internal Op Op { get; }

    internal IReadOnlyList<Node> Inputs { get; }

    /// <summary>What it was made for.</summary>
    internal Trial Trial { get; }

    /// <summary>Where samples enter.</summary>
    internal Ops.Input? Entry => Op is Ops.Input input ? input : Op is Ops.AnySize { First.Op: Ops.Input first } ? first : null;

    /// <summary>The node it is a copy of, or that it stands for: of a model within this one, or of one of any size.</summary>
    internal Node? Origin { get; set; }

    /// <summary>The shape of one sample, without the batch; of a weight, its own.</summary>
    public Shape Shape { get; }

    /// <summary>The name of the layer that made it; empty before it is part of a model, if none was chosen.</summary>
    public string Name => Label.Text;

    /// <summary>The name as errors show it: it may have come from a file.</summary>
    internal string Shown => Plain.Text(Name);

    internal Label Label { get; }

    /// <summary>Whether it acts as in training, or as at inference, whatever its model does; null where it acts as the model
    /// does.</summary>
    internal bool? Training { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Shown} {Shape}";

    /// <summary>All nodes that <paramref name="roots"/> depend on and they themselves, each after its inputs; those given and what is
    /// before them left out.</summary>
    internal static List<Node> Sorted(IEnumerable<Node> roots, params IEnumerable<Node> leftOut)
    {
        var (order, seen, stack) = (new List<Node>(), leftOut.ToHashSet(), new Stack<(Node Node, bool Done)>());
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

    /// <summary>Of each node how many inputs of others it is; of one that nobody reads there is none.</summary>
    internal static Dictionary<Node, int> Readers(IEnumerable<Node> nodes) =>
        nodes.SelectMany(n => n.Inputs).CountBy(n => n).ToDictionary();

    /// <summary>What computes <paramref name="outputs"/>, made anew with some nodes replaced. Weights are shared. What acts as in training,
    /// or not, of itself goes on to.</summary>
    internal static Node[] Copy(IReadOnlyList<Node> outputs, IReadOnlyList<(Node Old, Node New)> replaced, Func<Label, Label> label,
        bool? training = null)
    {
        var copies = replaced.DistinctBy(r => r.Old).ToDictionary(r => r.Old, r => r.New);
        foreach (var n in Sorted(outputs, replaced.Select(r => r.Old)))
            copies[n] = n.Op is Ops.Weight ? n : new(n.Op, [.. n.Inputs.Select(i => copies[i])], label(n.Label), n.Training ?? training)
            { Origin = n };
        return [.. outputs.Select(o => copies[o])];
    }
}
