using System.Globalization;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Onnx.Format;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Export;

/// <summary>Writes the graph of a model's operations, as they are at inference, in operators of ONNX. Values lie with the channels first or
/// last as who makes them has it; whoever needs it otherwise asks, and the transposed one is made once.</summary>
sealed class Exporter
{
    readonly GraphBuilder _builder = new();
    readonly Dictionary<Node, Value> _values = [];
    readonly Dictionary<string, Value> _turned = [];
    readonly ILookup<Node, Node> _readers;
    readonly HashSet<Node> _kept;
    readonly HashSet<Node> _done = [];
    readonly IReadOnlyList<Node> _inputs, _outputs;
    readonly OnnxOptions _options;
    Node? _node;

    public Exporter(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, OnnxOptions options)
    {
        (_inputs, _outputs, _options) = (inputs, outputs, options);
        Nodes = Node.Sorted(outputs);
        _readers = Nodes.SelectMany(n => n.Inputs.Distinct().Select(i => (Input: i, Reader: n))).ToLookup(p => p.Input, p => p.Reader);
        _kept = [.. outputs];
    }

    /// <summary>All nodes, each after its inputs.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    public bool FoldsBatchNormalization => _options.FoldsBatchNormalization;

    /// <summary>The graph.</summary>
    /// <param name="range">Where pixels from 0 to 255 are brought to, if the graph does it.</param>
    public OnnxGraph Write((float Low, float High)? range)
    {
        foreach (var input in _inputs) Enter(input, range);
        GroupedConvolutions.Mark(this);
        foreach (var node in Nodes)
            if (!_values.ContainsKey(node) && !_done.Contains(node) && !IsStatic(node)) Convert(node);
        foreach (var output in _outputs) Leave(output);
        Tidy();
        return _builder.Graph;
    }

    void Enter(Node input, (float Low, float High)? range)
    {
        _node = input;
        var value = new Value(_builder.Unique(input.Name), input.Shape, _options.Input == "nchw" && input.Shape.Rank == 3);
        _builder.Graph.Inputs.Add(new() { Name = value.Name, Dims = value.Dims });
        _values[input] = range is not { } r || input.Shape.Rank != 3
            ? value
            : With("Add", With("Mul", value, (r.High - r.Low) / 255), r.Low);
    }

    void Leave(Node output)
    {
        _node = output;
        var value = IsStatic(output) ? throw Inexpressible(output, "an output that no input reaches") : _values[output];
        value = _options.Input == "nchw" && value.Shape.Rank == 3 ? First(value) : Last(value);
        if (_builder.Graph.Inputs.Concat(_builder.Graph.Outputs).Any(v => v.Name == value.Name))
            value = Map("Identity", value);
        _builder.Graph.Outputs.Add(new() { Name = value.Name, Dims = value.Dims });
    }

    // An output is told once, and not among the values between.
    void Tidy()
    {
        var ends = _builder.Graph.Outputs.Select(o => o.Name).ToHashSet();
        _builder.Graph.Values.RemoveAll(v => ends.Contains(v.Name));
    }

    void Convert(Node node)
    {
        _node = node;
        if (node.Training == true && (node.Op.IsRandom || node.Op is BatchNormalization))
            throw Inexpressible(node, $"'{node.Op.Kind}' that always acts as in training");
        var convert = Converters.All.GetValueOrDefault(node.Op.GetType()) ?? throw Inexpressible(node, $"'{node.Op.Kind}'");
        Set(node, convert(this, node));
    }

    /// <summary>What a node, or one behind it that was taken in, has become. A layer's last value has the layer's name.</summary>
    public void Set(Node node, Value value)
    {
        var made = _builder.Graph.Nodes.Count > 0 && _builder.Graph.Nodes[^1].Outputs.Contains(value.Name);
        if (made && !_values.ContainsValue(value) && node.Name.Length > 0 && !_readers[node].Any(r => r.Label.Text == node.Name))
        {
            var name = _builder.Unique(node.Name);
            _builder.Rename(value.Name, name);
            value = value with { Name = name };
        }
        _values[node] = value;
    }

    /// <summary>A node that others have done the work of.</summary>
    public void Skip(Node node) => _done.Add(node);

    /// <summary>The only node that reads this one, where nobody else wants it.</summary>
    public Node? OnlyReader(Node node) => !_kept.Contains(node) && _readers[node].ToArray() is [var only] ? only : null;

    /// <summary>The same where this one is its first input.</summary>
    public Node? Follower(Node node) => OnlyReader(node) is { } only && only.Inputs[0] == node ? only : null;

    public Value this[Node node] => _values[node];

    /// <summary>A node's value with the channels last, as the library has it.</summary>
    public Value Last(Node node) => Last(_values[node]);

    /// <summary>A node's value with the channels first.</summary>
    public Value First(Node node) => First(_values[node]);

    public Value Last(Value v) => v.First ? Turned(v, [0, .. Enumerable.Range(2, v.Shape.Rank - 1), 1]) : v;

    public Value First(Value v) => v.First || v.Shape.Rank < 2 ? v : Turned(v, [0, v.Shape.Rank, .. Enumerable.Range(1, v.Shape.Rank - 1)]);

    Value Turned(Value v, int[] order)
    {
        if (_turned.TryGetValue(v.Name, out var known)) return known;
        var turned = Add("Transpose", [v.Name], v with { First = !v.First }, OnnxAttribute.Of("perm", order));
        _turned[turned.Name] = v;
        return _turned[v.Name] = turned;
    }

    /// <summary>A node whose result is of the form of <paramref name="like"/>.</summary>
    public Value Add(string op, IEnumerable<string> inputs, Value like, params OnnxAttribute[] attributes) =>
        AddAll(op, inputs, [like], attributes)[0];

    /// <summary>A node of several results.</summary>
    public Value[] AddAll(string op, IEnumerable<string> inputs, Value[] likes, params OnnxAttribute[] attributes)
    {
        var name = $"{_node!.Name}/{op}";
        Value[] results = [.. likes.Select(l => l with { Name = _builder.Unique(name) })];
        _builder.Graph.Nodes.Add(new()
        {
            Operator = op, Name = _builder.Unique($"{name}:node"), Inputs = [.. inputs],
            Outputs = [.. results.Select(r => r.Name)], Attributes = [.. attributes],
        });
        foreach (var r in results) _builder.Graph.Values.Add(new() { Name = r.Name, Dims = r.Dims, Type = r.Type });
        return results;
    }

    /// <summary>A function of each element.</summary>
    public Value Map(string op, Value v, params OnnxAttribute[] attributes) => Add(op, [v.Name], v, attributes);

    /// <summary>A function of two values that lie alike.</summary>
    public Value Pair(string op, Value a, Value b) => Add(op, [a.Name, b.Name], a);

    /// <summary>A function of a value and a number.</summary>
    public Value With(string op, Value v, float number) => Add(op, [v.Name, Scalar(number)], v);

    /// <summary>The same floats under another shape, channels last.</summary>
    public Value Reshape(Value v, Shape shape, bool first = false)
    {
        var like = new Value("", shape, first);
        return Add("Reshape", [v.Name, Longs([0, .. like.Dims[1..]])], like);
    }

    public string Scalar(float number) => _builder.Constant(
        string.Create(CultureInfo.InvariantCulture, $"number {number:R}"), name => OnnxTensor.Of(name, [], [number]));

    public string Longs(params long[] numbers) =>
        _builder.Constant($"numbers {Brief(numbers)}", name => OnnxTensor.Of(name, numbers));

    // Long lists are told apart by what they hold, not by their beginning.
    static string Brief(long[] numbers) => numbers.Length <= 8
        ? string.Join(' ', numbers)
        : $"{numbers[0]} ... {numbers[^1]} {numbers.Aggregate(17L, (h, n) => unchecked((h * 0x100000001B3) ^ n)):x}";

    /// <summary>A constant of floats of the node at hand.</summary>
    public string Floats(string what, IEnumerable<int> dims, float[] values) =>
        _builder.Constant(_builder.Unique($"{_node!.Name}/{what}"), name => OnnxTensor.Of(name, dims, values));

    /// <summary>Whether a node's numbers depend on no input.</summary>
    public static bool IsStatic(Node node) => node.Op is Weight or Constant or Deviation;

    /// <summary>Those numbers, in the node's shape.</summary>
    public static float[] Numbers(Node node) => node.Op switch
    {
        Weight w => Seen(w, node.Shape),
        Constant c => c.Values,
        Deviation d => [.. Numbers(node.Inputs[0]).Select(v => MathF.Max(MathF.Sqrt(v), d.Least))],
        _ => throw new InvalidOperationException(node.Op.Kind),
    };

    // A share of the columns, where not all are seen.
    static float[] Seen(Weight weight, Shape shape)
    {
        var values = weight.Variable.Values;
        if (weight.First is not { } first) return values.ToArray();
        var (all, columns) = (weight.Variable.Shape[^1], shape[^1]);
        var seen = new float[shape.Elements];
        for (var row = 0; row < seen.Length / columns; row++)
            values.Slice((row * all) + first, columns).CopyTo(seen.AsSpan(row * columns));
        return seen;
    }

    public static NotSupportedException Inexpressible(Node node, string what) => new(
        $"The layer '{node.Shown}' came with {what} but ONNX has no operators for that which every program runs. " +
        "Leave the layer out of the model that is exported, or compute it outside.");
}
