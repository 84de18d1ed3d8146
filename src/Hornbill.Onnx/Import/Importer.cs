using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Onnx.Format;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Import;

/// <summary>Makes layers of the nodes of a graph, one after the other. Images get the library's order, channels last, where the first
/// operator that knows channels meets them; a transposition alone is a note in which order the dimensions lie, so that pairs of them
/// vanish.</summary>
sealed class Importer
{
    const int MostNodes = 100_000, MostInputs = 1024;
    const long FreeFloats = 1 << 24;

    readonly OnnxGraph _graph;
    readonly long _opset;
    readonly Constants _tensors;
    readonly Shape? _inputShape;
    readonly bool? _first;
    readonly long _bytes;
    readonly Dictionary<string, OnnxTensor> _constants = [];
    readonly Dictionary<string, Operand> _values = [];
    readonly ILookup<string, OnnxNode> _readers;
    readonly Dictionary<string, OnnxNode> _makers = [];
    readonly HashSet<OnnxNode> _done = [];
    readonly HashSet<string> _names = [];
    readonly List<(Layer Layer, Tensor[] Weights)> _weights = [];
    readonly Dictionary<(Node, string), Flow> _turned = [];
    OnnxNode _node = new();
    long _floats;

    /// <summary>Of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="opset">The version of the operators.</param>
    /// <param name="tensors">Reads constants.</param>
    /// <param name="bytes">How large the file is, which limits what it may ask for.</param>
    /// <param name="inputShape">The size of images, where the file leaves it open.</param>
    /// <param name="first">Whether images go in with the channels first, where the file says so itself.</param>
    public Importer(OnnxGraph graph, long opset, Constants tensors, long bytes, Shape? inputShape = null, bool? first = null)
    {
        (_graph, _opset, _tensors, _bytes, _inputShape, _first) = (graph, opset, tensors, bytes, inputShape, first);
        if (graph.Nodes.Count > MostNodes) throw new FormatException($"it has {graph.Nodes.Count:N0} nodes, more than {MostNodes:N0}");
        foreach (var tensor in graph.Initializers)
            if (!_constants.TryAdd(tensor.Name, tensor)) throw Twice(tensor.Name);
        foreach (var node in graph.Nodes)
            foreach (var output in node.Outputs) _makers.TryAdd(output, node);
        _readers = graph.Nodes.SelectMany(n => n.Inputs.Distinct().Select(i => (Input: i, Node: n))).ToLookup(p => p.Input, p => p.Node);
    }

    public Imported Import()
    {
        OnnxValue[] inputs = [.. _graph.Inputs.Where(i => !_constants.ContainsKey(i.Name))];
        if (inputs.Length is 0 or > MostInputs || _graph.Outputs.Count is 0 or > MostInputs)
            throw new FormatException($"it has {inputs.Length} inputs and {_graph.Outputs.Count} outputs");
        var entries = inputs.Select(Enter).ToArray();
        Convert();
        var outputs = _graph.Outputs.Select(o => Leave(o.Name)).ToArray();
        var model = new Model([.. entries.Select(e => e.Node)], [.. outputs.Select(o => o.Node)],
            Named(_graph.Name.Length > 0 ? _graph.Name : "onnx"), 1, new Engine.Allowance(Most, draws: false));
        var layers = model.Layers.ToHashSet();
        foreach (var (layer, weights) in _weights.Where(w => layers.Contains(w.Layer))) layer.SetWeights(weights);
        return new(model, [.. entries.Select(e => e.Order)], [.. outputs.Select(o => o.Order)]);
    }

    /// <summary>Makes layers, and numbers, of all nodes.</summary>
    public void Convert()
    {
        foreach (var node in _graph.Nodes)
            if (!_done.Contains(node)) Convert(node);
    }

    // What a file may ask for in weights: shared ones are made for each who reads them.
    long Most => FreeFloats + (4 * (_bytes + _tensors.Beside));

    Flow Enter(OnnxValue input)
    {
        if (input.Dims is not { Count: >= 2 } dims || dims.Count - 1 > Kernels.Box.MostDimensions)
            throw new FormatException($"its input '{Choices.Short(input.Name)}' has no shape of a batch and a sample");
        var rank = dims.Count - 1;
        var first = _first is { } said ? said && rank == 3 : rank > 1 && KnowsChannels(input.Name);
        var order = first ? Flow.Last(rank) : Flow.Plain(rank);
        int?[] sample = [.. dims.Skip(1).Select(d => d is > 0 and <= int.MaxValue ? (int?)d : null)];
        int?[] own = [.. order.Select(d => sample[d])];
        if (_inputShape is { } given) own = Given(input, own, given);
        var layer = own.All(d => d is not null) ? new Input(Shape.Create([.. own.Select(d => d!.Value)])) : new Input(own);
        var flow = new Flow(layer.Output, order);
        layer.Name = Unique(input.Name);
        Set(input.Name, flow);
        return flow;
    }

    static int?[] Given(OnnxValue input, int?[] own, Shape given) =>
        given.Rank == own.Length && own.Zip(given).All(p => p.First is null || p.First == p.Second) ? [.. given.Select(d => (int?)d)]
        : throw new FormatException(
            $"its input '{Choices.Short(input.Name)}' is ({string.Join(", ", own.Select(d => $"{d}"))}) where {given} was given");

    // Whether an operator that has the channels first is the first to care, or what brings them behind.
    bool KnowsChannels(string name)
    {
        var (seen, open) = (new HashSet<string> { name }, new Queue<string>([name]));
        while (open.TryDequeue(out var next))
            foreach (var reader in _readers[next])
            {
                if (Operators.HaveChannels.Contains(reader.Operator) || BringsBehind(reader)) return true;
                if (!Operators.KeepOrder.Contains(reader.Operator)) continue;
                foreach (var output in reader.Outputs.Where(seen.Add)) open.Enqueue(output);
            }
        return false;
    }

    static bool BringsBehind(OnnxNode node) => node.Operator == "Transpose"
        && node.Attributes.Any(a => a.Ints is [0, 2, 1] or [0, 2, 3, 1]);

    // Images go out with the channels last, as they come in.
    Flow Leave(string name) => Find(name) is Flow flow
        ? !flow.IsFlat && flow.Order.SequenceEqual(flow.Rank > 1 ? Flow.Last(flow.Rank) : []) ? flow : PlainOf(flow)
        : throw new FormatException($"its output '{Choices.Short(name)}' does not depend on an input");

    void Convert(OnnxNode node)
    {
        _node = node;
        if (node.Inputs.Count > MostInputs || node.Outputs.Count is 0 or > MostInputs)
            throw Settings.Bad(node, $"{node.Inputs.Count} inputs and {node.Outputs.Count} outputs", "fewer, and one output at least,");
        var settings = new Settings(node, _opset);
        Operand?[] inputs = [.. node.Inputs.Select(i => i.Length == 0 ? null : Find(i))];
        Operand[] outputs;
        try
        {
            outputs = inputs.All(i => i is null or Numbers) && Folding.Knows(node.Operator)
                ? [Folding.Fold(this, settings, [.. inputs.Cast<Numbers?>()])]
                : Operators.Find(node)(this, settings, inputs);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"{Settings.Shown(node)} cannot be made: {e.Message.TrimEnd('.')}", e);
        }
        foreach (var (output, i) in node.Outputs.Select((o, i) => (o, i)))
            if (output.Length > 0) Set(output, i < outputs.Length ? outputs[i] : throw Settings.Bad(node,
                $"an output '{Choices.Short(output)}'",
                $"{outputs.Length} of them"));
    }

    void Set(string name, Operand value)
    {
        if (_constants.ContainsKey(name) || !_values.TryAdd(name, value)) throw Twice(name);
    }

    /// <summary>A value by its name.</summary>
    public Operand Find(string name)
    {
        if (_values.TryGetValue(name, out var value)) return value;
        return _constants.TryGetValue(name, out var tensor) ? _values[name] = Read(tensor) : throw Settings.Bad(_node,
            $"the input '{Choices.Short(name)}', which no node before it makes, as in a circle,", "a value that is made before");
    }

    public Numbers Read(OnnxTensor tensor) => _tensors.Read(tensor);

    /// <summary>The node that makes a value; null where none does.</summary>
    public OnnxNode? Maker(string name) => _makers.GetValueOrDefault(name);

    /// <summary>The graph's only reader of the node's result, where that is no output.</summary>
    public OnnxNode? OnlyReader(OnnxNode node) =>
        node.Outputs is [var output] && _graph.Outputs.All(o => o.Name != output) && _readers[output].ToArray() is [var only] ? only : null;

    /// <summary>A constant that a node reads; null where it is none.</summary>
    public Numbers? Constant(string name) => _values.TryGetValue(name, out var value) ? value as Numbers
        : _constants.ContainsKey(name) ? Find(name) as Numbers : null;

    /// <summary>A node behind this one is done with it: its result is set.</summary>
    public void Done(OnnxNode node, Operand result)
    {
        _done.Add(node);
        Set(node.Outputs[0], result);
    }

    /// <summary>Counts floats that are about to be taken.</summary>
    public void Take(double floats)
    {
        if (floats < 0 || (_floats += (long)Math.Min(floats, long.MaxValue / 4)) > Most)
            throw new FormatException($"{Settings.Shown(_node)} makes more numbers than {Most:N0}, which its size allows");
    }

    /// <summary>Applies a layer, whose name is the node's.</summary>
    public Node Apply(Layer layer, params IReadOnlyList<Node> inputs)
    {
        layer.Name = Unique(_node.Name.Length > 0 ? _node.Name : _node.Outputs.FirstOrDefault(o => o.Length > 0) ?? _node.Operator);
        return layer.Apply(inputs);
    }

    /// <summary>The same for a layer with weights.</summary>
    public Node ApplyWith(Layer layer, Node input, params Tensor[] weights)
    {
        Take(weights.Sum(w => (double)w.Data.Length));
        _weights.Add((layer, weights));
        return Apply(layer, input);
    }

    // As a layer's name, of which a weight's name is made.
    string Unique(string wanted)
    {
        var name = Named(wanted);
        for (var i = 1; !_names.Add(name); i++) name = $"{Named(wanted)}_{i}";
        return name;
    }

    static string Named(string wanted)
    {
        const int Longest = 100;
        var name = new string([.. wanted.Trim('/').Take(Longest).Select(c =>
            char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_')]);
        return name.Length == 0 ? "unnamed" : name;
    }

    /// <summary>A value with its dimensions in the file's order.</summary>
    public Flow PlainOf(Flow flow)
    {
        if (!flow.IsFlat) return Ordered(flow, Flow.Plain(flow.Rank));
        var plain = Ordered(flow with { IsFlat = false }, Flow.Plain(flow.Order.Length));
        return new(plain.Node.Shape.Rank == 1 ? plain.Node : Once(plain, "flat", () =>
            new(Apply(new Flatten(), plain.Node), [0])).Node, [0]);
    }

    /// <summary>An image or a sequence with the channels last.</summary>
    public Flow LastOf(Flow flow)
    {
        if (flow.IsFlat) flow = PlainOf(flow);
        return flow.Rank < 2 ? flow : Ordered(flow, Flow.Last(flow.Rank));
    }

    /// <summary>A value with its dimensions in an order.</summary>
    public Flow Ordered(Flow flow, int[] order)
    {
        if (flow.IsFlat) flow = PlainOf(flow);
        if (flow.Order.SequenceEqual(order)) return flow;
        int[] places = [.. order.Select(flow.Place)];
        var shape = flow.Node.Shape;
        // Where nothing but dimensions of 1 changes places, the numbers stay.
        int[] large = [.. places.Where(p => shape[p] != 1)];
        var stays = shape.IsKnown && large.SequenceEqual(large.Order());
        Layer Turn() => stays ? new Reshape(Shape.Create([.. places.Select(p => shape[p])])) : new Permute([.. places.Select(p => p + 1)]);
        return Once(flow, string.Join(' ', order), () => new(Apply(Turn(), flow.Node), order));
    }

    Flow Once(Flow flow, string what, Func<Flow> make) =>
        _turned.TryGetValue((flow.Node, what + string.Join(' ', flow.Order)), out var known) ? known
            : _turned[(flow.Node, what + string.Join(' ', flow.Order))] = make();

    static FormatException Twice(string name) => new($"the value '{Choices.Short(name)}' is made twice");
}
