using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Ops = Hornbill.Graph.Ops;
using Twin = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>A graph with values for its leaves, for both engines: a plan, and the double of every op
/// (<see cref="ReferenceEngine"/>).</summary>
sealed partial class TwinGraph(int samples, long stream = 1)
{
    public const ulong Seed = 77;
    public const uint Step = 5;

    readonly Dictionary<Node, Func<double[]>> _said = [];
    ReferenceEngine? _values;
    long _stream = stream * 1000;

    public int Samples => samples;

    public Dictionary<Node, double[]> Leaves { get; } = [];

    public List<Variable> Variables { get; } = [];

    public IEnumerable<Node> Weights => Leaves.Keys.Where(n => n.Op is Ops.Weight);

    public Node Input(string key, Shape shape) => Leaf(new(new Ops.Input(key, shape), [], key), Random(samples * shape.Elements, 1));

    /// <summary>An input of given values.</summary>
    public Node Input(string key, Shape shape, double[] values) => Leaf(new(new Ops.Input(key, shape), [], key), values);

    public Node Weight(string name, params int[] shape)
    {
        var variable = new Variable(name, "weight", Shape.Create(shape), (_, _, _) => { });
        Variables.Add(variable);
        var fanIn = shape.Length == 1 ? 4 : variable.Shape.Elements / shape[^1];
        return Leaf(new(new Ops.Weight(variable), [], name), Random(variable.Shape.Elements, 1.7 / Math.Sqrt(fanIn)));
    }

    /// <summary>Gives values to a weight that a layer made.</summary>
    public void Set(Node weight, double[] values)
    {
        if (!Variables.Contains(((Ops.Weight)weight.Op).Variable)) Variables.Add(((Ops.Weight)weight.Op).Variable);
        Leaves[weight] = values;
    }

    public Node Convolution(string name, Node x, Node w, Node? b = null, Pair? strides = null, Pair? dilation = null,
        Padding pads = default) =>
        new(new Ops.Convolution(strides ?? Pair.One, dilation ?? Pair.One, pads), b is null ? [x, w] : [x, w, b], name);

    public Node Depthwise(string name, Node x, Node w, Padding pads = default) =>
        new(new Ops.DepthwiseConvolution(Pair.One, Pair.One, pads), [x, w], name);

    public Node Dense(string name, Node x, Node w, Node? b = null) => new(new Ops.Dense(), b is null ? [x, w] : [x, w, b], name);

    public Node Pool(string name, Node x, Pair pool, Pair? strides = null, Padding pads = default) =>
        new(new Ops.MaxPooling(pool, strides ?? pool, pads), [x], name);

    public Node AveragePool(string name, Node x, Pair pool, Pair? strides = null, Padding pads = default) =>
        new(new Ops.AveragePooling(pool, strides ?? pool, pads), [x], name);

    public Node Relu(string name, Node x) => new(new Ops.Relu(), [x], name);

    public Node Sigmoid(string name, Node x) => new(new Ops.Elementwise("sigmoid", Ops.Function.Sigmoid), [x], name);

    public Node View(string name, Node x, Shape shape) => new(new Ops.View(shape), [x], name);

    public Node Flat(Node x) => x.Shape.Rank == 1 ? x : View($"flat {x.Name}", x, [x.Shape.Elements]);

    public Node Softmax(string name, Node x) => new(new Ops.Softmax(), [x], name);

    public Node UnitLength(string name, Node x) => new(new Ops.UnitLength(), [x], name);

    /// <summary>Alphas have 1 where they are shared.</summary>
    public Node PRelu(Node x, Node alpha) => new(new Ops.PRelu(), [x, alpha], "prelu");

    public Node Sum(string name, Node a, Node b) => new(new Ops.WeightedSum([1, 1]), [a, b], name);

    public Node Sum(string name, Node a, Node b, bool taken) =>
        taken ? new(new Ops.Merge("add", Ops.PairFunction.Sum), [a, b], name) : Sum(name, a, b);

    /// <summary>By the statistics of the batch, or by given ones where it is frozen.</summary>
    public Node Normalize(string name, Node x, Node? gamma, Node? beta, bool frozen = false, float epsilon = 1e-3f)
    {
        var channels = x.Shape[^1];
        var (mean, variance) = (Weight($"{name} mean", channels), Weight($"{name} variance", channels));
        for (var i = 0; i < channels; i++) Leaves[variance][i] = (float)(0.3 + Math.Abs(Leaves[variance][i]));
        var settings = new Ops.BatchNormalizationSettings(0.9f, epsilon, gamma is not null, beta is not null);
        if (frozen) Kept.Add(((Ops.Weight)mean.Op).Variable);
        Frozen.Add(mean);
        Frozen.Add(variance);
        return new(new Ops.BatchNormalization(settings), [x, mean, variance, .. new[] { gamma, beta }.OfType<Node>()], name);
    }

    /// <summary>Of groups of channels, or where there are none of each place.</summary>
    public Node GroupNormalize(string name, Node x, int? groups, Node? gamma, Node? beta) =>
        new(new Ops.GroupNormalization(groups, 1e-3f, gamma is not null, beta is not null), [x, .. new[] { gamma, beta }.OfType<Node>()],
            name);

    /// <summary>Moving statistics that stay in training.</summary>
    public HashSet<Variable> Kept { get; } = [];

    /// <summary>Weights that are not differentiated by.</summary>
    public HashSet<Node> Frozen { get; } = [];

    /// <summary>Leaves as a request names them: inputs as they are, weights as the graph before a node reads them.</summary>
    public Node[] By(Node node) => [.. Node.Sorted([node]).Where(n => n.Op is Ops.Input or Ops.Weight)];

    /// <summary>Its double value, of all samples one after the other.</summary>
    public double[] Value(Node n) => Values.Value(n);

    /// <summary>How large the terms are that it is made of.</summary>
    public double[] Terms(Node n) => Values.Terms(n);

    /// <summary>The gradient of the mean loss by a leaf or an inner node.</summary>
    public double[] Gradient(Node loss, Node by) => Gradients(loss, [by]).Gradient(by);

    /// <summary>The same by several.</summary>
    public ReferenceEngine Gradients(Node loss, IReadOnlyList<Node> by) => Engine(new([], loss, by, Training: true, Frozen: Kept));

    /// <summary>The second engine over this graph, for a request of unfused nodes.</summary>
    public ReferenceEngine Engine(Request request) => new(request, new(samples, request.Training, Seed, Step), Leaf);

    /// <summary>The mean loss with a leaf's values replaced.</summary>
    public double Mean(Node loss, Node leaf, double[] values)
    {
        var engine = new ReferenceEngine(new([], loss, Training: true, Frozen: Kept), new(samples, true, Seed, Step), n =>
            Is(n, leaf) ? values : Leaf(n));
        return engine.Value(loss).Sum() / samples;
    }

    /// <summary>Notes what a layer's own rule makes of a node: the double of its graph must be the same.</summary>
    public Node Says(Node n, Func<double[]> rule)
    {
        _said[n] = rule;
        return n;
    }

    /// <summary>Holds the double of every node against what its layer's rule says, of settings that are not rounded to floats.</summary>
    public void AssertSaid()
    {
        foreach (var (n, rule) in _said) Close.Assert(Value(n), rule(), 1e-7, $"{n.Name} by the layer's rule");
    }

    ReferenceEngine Values => _values ??= Engine(new([], Training: true, Frozen: Kept));

    // A weight by its variable: a graph may see it several times, as a share or under another shape.
    double[] Leaf(Node n) => Leaves.TryGetValue(n, out var values) ? values : Leaves.First(l => Is(l.Key, n)).Value;

    static bool Is(Node a, Node b) => a == b || (a.Op is Ops.Weight v && b.Op is Ops.Weight w && v.Variable == w.Variable);

    Node Leaf(Node n, double[] values)
    {
        Leaves[n] = values;
        return n;
    }

    double[] Random(int count, double scale) => [.. GoldenData.Signed(++_stream, count, scale).Select(v => (double)(float)v)];
}
