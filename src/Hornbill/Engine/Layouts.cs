using Hornbill.Engine.Cpu;
using Hornbill.Graph;

namespace Hornbill.Engine;

/// <summary>Chooses how each value lies: as its readers want it where its writer can, else plainly with a reorder before the
/// reader.</summary>
static class Layouts
{
    /// <summary>The request over a graph with reorders, and the layouts that are not plain.</summary>
    public static (Request Request, IReadOnlyDictionary<Node, Layout> Layouts) Assign(Request request)
    {
        var order = Node.Sorted(request.Roots.Concat(request.By));
        var asked = request.Roots.Concat(request.By).ToHashSet();
        var wanted = new Dictionary<Node, HashSet<Layout>>();
        foreach (var n in order)
            for (var i = 0; i < n.Inputs.Count; i++)
            {
                if (!wanted.TryGetValue(n.Inputs[i], out var set)) wanted[n.Inputs[i]] = set = [];
                set.Add(CpuOp.Of(n.Op).Wants(n.Op, i));
            }
        var (layouts, replaced, reorders) = (new Dictionary<Node, Layout>(), new Dictionary<Node, Node>(), new Dictionary<(Node, Layout),
            Node>());
        foreach (var n in order)
        {
            var inputs = n.Inputs.Select((x, i) => Reordered(replaced[x], CpuOp.Of(n.Op).Wants(n.Op, i), layouts, reorders)).ToArray();
            var copy = replaced[n] = inputs.SequenceEqual(n.Inputs) ? n : new(n.Op, inputs, n.Label, n.Training);
            if (CpuOp.Of(n.Op).WritesRim(n.Op) && !asked.Contains(n) && wanted.TryGetValue(n, out var wants) && wants.Count == 1
                && wants.Single().HasRim)
                layouts[copy] = wants.Single();
        }
        return (request.Map(n => replaced[n]), layouts);
    }

    static Node Reordered(Node n, Layout layout, Dictionary<Node, Layout> layouts, Dictionary<(Node, Layout), Node> reorders)
    {
        if (layouts.GetValueOrDefault(n) == layout) return n;
        if (reorders.TryGetValue((n, layout), out var reorder)) return reorder;
        reorder = reorders[(n, layout)] = new(new Reorder(layout), [n], n.Label);
        if (layout.HasRim) layouts[reorder] = layout;
        return reorder;
    }
}
