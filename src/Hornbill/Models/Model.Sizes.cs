using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Models;

// A model that takes inputs of any size: for data of one its layers are applied anew, with the same weights, and planned as any graph.
public partial class Model
{
    // Plans of more sizes than that are made anew when they come again.
    const int MostSizes = 8;

    readonly List<Ends> _sizes = [];

    /// <summary>A graph of known sizes.</summary>
    /// <param name="Key">The sizes as a text, before the kinds of its plans.</param>
    /// <param name="Inputs">Where samples enter.</param>
    /// <param name="Outputs">What is predicted.</param>
    /// <param name="At">What stands here for a node of the model.</param>
    internal sealed record Ends(string Key, IReadOnlyList<Node> Inputs, IReadOnlyList<Node> Outputs, Func<Node, Node> At)
    {
        /// <summary>The keys of its inputs' buffers.</summary>
        public object[] Keys => [.. Inputs.Select(n => ((Graph.Ops.Input)n.Op).Key)];
    }

    /// <summary>Whether it takes inputs of any size.</summary>
    internal bool TakesAnySize => _inputs.Any(i => i.Op is AnySize);

    static Node Tried(Node n) => n.Op is AnySize any ? any.First : n;

    /// <summary>The graph for data; where there are none that of the first trial.</summary>
    Ends EndsFor(BatchSource? data)
    {
        if (data is null || !TakesAnySize) return _ends;
        var shapes = data.Inputs.Select(s => s.Shape).ToArray();
        var key = string.Join(' ', shapes) + ' ';
        lock (_gate)
        {
            var ends = _sizes.Find(e => e.Key == key) ?? Sized(key, shapes);
            _sizes.Remove(ends);
            _sizes.Add(ends);
            if (_sizes.Count > MostSizes) Forget(_sizes[0]);
            return ends;
        }
    }

    /// <summary>The model's graph for inputs of these shapes.</summary>
    internal (IReadOnlyList<Node> Inputs, IReadOnlyList<Node> Outputs) EndsAt(Shape[] shapes)
    {
        lock (_gate)
        {
            var ends = Sized("", shapes);
            return (ends.Inputs, ends.Outputs);
        }
    }

    void Forget(Ends ends)
    {
        _sizes.Remove(ends);
        foreach (var kind in _plans.Keys.Where(k => k.StartsWith(ends.Key, StringComparison.Ordinal)).ToArray()) _plans.Remove(kind);
    }

    Ends Sized(string key, Shape[] shapes)
    {
        Node[] inputs = [.. _inputs.Zip(shapes, (n, shape) =>
            new Node(new Graph.Ops.Input(n.Entry!.Key, Like(n.Shape, shape), Trial.Again), [], n.Label))];
        var nodes = Replay(inputs);
        return new(key, inputs, [.. _outputs.Select(o => nodes[o])], n => nodes.TryGetValue(n, out var known) ? known : n);
    }

    // Data may lack a last dimension of 1, or have it.
    static Shape Like(Shape wanted, Shape came) =>
        came.Rank < wanted.Rank ? Shape.Create([.. came, 1]) : came.Rank > wanted.Rank ? Shape.Create(came.ToArray().AsSpan(..^1)) : came;

    /// <summary>Applies its layers anew to inputs of known sizes: what stands there for each node of the model.</summary>
    Dictionary<Node, Node> Replay(IReadOnlyList<Node> inputs)
    {
        var known = _inputs.Zip(inputs).ToDictionary(p => p.First, p => p.Second);
        foreach (var (layer, call, _) in GraphCalls.Where(c => c.Call.Inputs.Count > 0))
            foreach (var (node, made) in call.Outputs.Zip(layer.Make([.. call.Inputs.Select(n => known[n])], call.Training))) Stand(node,
                made);
        return known;

        void Stand(Node node, Node made)
        {
            known[node] = made;
            made.Origin ??= node;
        }
    }
}
