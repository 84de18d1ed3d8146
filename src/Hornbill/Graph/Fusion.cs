namespace Hornbill.Graph;

/// <summary>Puts operations that can be one step into one: each is asked whether it can take in the next. A node that is asked for, or that
/// more than one node reads, is kept.</summary>
static class Fusion
{
    /// <summary>The request over the fused graph.</summary>
    public static Request Apply(Request request)
    {
        var order = Node.Sorted(request.Roots.Concat(request.By));
        var readers = order.SelectMany(n => n.Inputs).GroupBy(n => n).ToDictionary(g => g.Key, g => g.Count());
        var kept = request.Roots.Concat(request.By).ToHashSet();
        var fused = new Dictionary<Node, Node>();
        foreach (var n in order) fused[n] = Fuse(n, fused, (p, exclusive) => exclusive ? readers[p] == 1 && !kept.Contains(p) : !request.By.Contains(p));
        return new([.. request.Outputs.Select(n => fused[n])], request.Scalar is null ? null : fused[request.Scalar],
                   [.. request.By.Select(n => fused[n])], request.Training, request.EachSample);
    }

    static Node Fuse(Node n, Dictionary<Node, Node> fused, Func<Node, bool, bool> passable)
    {
        if (n.Inputs.Count == 0) return n;
        var (first, rest) = (n.Inputs[0], n.Inputs.Skip(1).Select(i => fused[i]));
        var producer = fused[first];
        if (producer.AtInference == n.AtInference && producer.Op.Absorb(n.Op) is { } both && passable(first, both.Exclusive))
            return new(both.Op, [.. producer.Inputs, .. rest], both.Exclusive ? producer.Label : n.Label, n.AtInference);
        var inputs = n.Inputs.Select(i => fused[i]).ToArray();
        return inputs.SequenceEqual(n.Inputs) ? n : new(n.Op, inputs, n.Label, n.AtInference);
    }
}
