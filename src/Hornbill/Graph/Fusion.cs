namespace Hornbill.Graph;

/// <summary>Puts operations that can be one step into one: each is asked whether it can take in the next. A node that is asked for, or that
/// more than one node reads, is kept.</summary>
static class Fusion
{
    /// <summary>The request over the fused graph.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="takes">Whether the engine can do an operation with what it has taken in.</param>
    public static Request Apply(Request request, Predicate<Op> takes)
    {
        var order = Node.Sorted(request.Roots.Concat(request.By));
        var readers = Node.Readers(order);
        var kept = request.Roots.Concat(request.By).ToHashSet();
        var fused = new Dictionary<Node, Node>();
        bool Passable(Node producer, Fused both) =>
            takes(both.Op) && (both.Exclusive ? readers[producer] == 1 && !kept.Contains(producer) : !request.By.Contains(producer));
        foreach (var n in order) fused[n] = Fuse(n, n.Op.For(request.For(n)), fused, Passable);
        return request.Map(n => fused[n]);
    }

    static Node Fuse(Node n, Op op, Dictionary<Node, Node> fused, Func<Node, Fused, bool> passable)
    {
        for (var i = 0; i < (op.Commutes ? n.Inputs.Count : Math.Min(1, n.Inputs.Count)); i++)
        {
            var producer = fused[n.Inputs[i]];
            if (producer.Training == n.Training && producer.Op.Absorb(op) is { } both && passable(n.Inputs[i], both))
                return new(both.Op, [.. producer.Inputs, .. n.Inputs.Where((_, j) => j != i).Select(x => fused[x])], both.Exclusive
                    && !both.AsNext ? producer.Label : n.Label, n.Training);
        }
        var inputs = n.Inputs.Select(i => fused[i]).ToArray();
        return op == n.Op && inputs.SequenceEqual(n.Inputs) ? n : new(op, inputs, n.Label, n.Training);
    }
}
