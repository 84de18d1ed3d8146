using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Ops = Hornbill.Graph.Ops;
using Twin = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>A graph made twice: of nodes, and of the double References.</summary>
sealed partial class TwinGraph(int samples, long stream = 1)
{
    public const ulong Seed = 77;
    public const uint Step = 5;

    readonly Dictionary<Node, Func<double[]>> _rules = [];
    readonly Dictionary<Node, double[]> _values = [];
    long _stream = stream * 1000;

    public int Samples => samples;

    public Dictionary<Node, double[]> Leaves { get; } = [];

    public List<Variable> Variables { get; } = [];

    public IEnumerable<Node> Nodes => Leaves.Keys.Concat(_rules.Keys);

    public IEnumerable<Node> Weights => Leaves.Keys.Where(n => n.Op is Ops.Weight);

    public Node Input(string key, Shape shape) => Leaf(new(new Ops.Input(key, shape), [], key), Random(samples * shape.Elements, 1));

    public Node Weight(string name, params int[] shape)
    {
        var variable = new Variable(name, "weight", Shape.Create(shape), (_, _, _) => { });
        Variables.Add(variable);
        var fanIn = shape.Length == 1 ? 4 : variable.Shape.Elements / shape[^1];
        return Leaf(new(new Ops.Weight(variable), [], name), Random(variable.Shape.Elements, 1.7 / Math.Sqrt(fanIn)));
    }

    public Node Convolution(string name, Node x, Node w, Node? b = null, Pair? strides = null, Pair? dilation = null, Padding pads = default)
    {
        var (s, d) = (strides ?? Pair.One, dilation ?? Pair.One);
        var shape = new Twin.ConvolutionShape(samples, x.Shape[0], x.Shape[1], x.Shape[2], w.Shape[3], w.Shape[0], w.Shape[1], s.Height, s.Width, d.Height, d.Width,
                                              pads.Top, pads.Left, pads.Bottom, pads.Right);
        return Rule(new(new Ops.Convolution(s, d, pads), b is null ? [x, w] : [x, w, b], name),
                    () => Twin.Convolution.Forward(shape, Value(x), Value(w), b is null ? null : Value(b)));
    }

    public Node Dense(string name, Node x, Node w, Node? b = null) =>
        Rule(new(new Ops.Dense(), b is null ? [x, w] : [x, w, b], name),
             () => Twin.Dense.Forward(samples, w.Shape[0], w.Shape[1], Value(x), Value(w), b is null ? null : Value(b)));

    public Node Pool(string name, Node x, Pair pool, Pair? strides = null, Padding pads = default) => Rule(
        new(new Ops.MaxPooling(pool, strides ?? pool, pads), [x], name), () => Twin.MaxPooling.Forward(Pooling(x.Shape, pool, strides ?? pool, pads), Value(x)).Y);

    Twin.PoolingShape Pooling(Shape x, Pair pool, Pair strides, Padding pads) =>
        new(samples, x[0], x[1], x[2], pool.Height, pool.Width, strides.Height, strides.Width, pads.Top, pads.Left, pads.Bottom, pads.Right);

    public Node Relu(string name, Node x) => Rule(new(new Ops.Relu(), [x], name), () => Twin.Relu.Forward(Value(x)));

    public Node View(string name, Node x, Shape shape) => Rule(new(new Ops.View(shape), [x], name), () => Value(x));

    public Node Flat(Node x) => x.Shape.Rank == 1 ? x : View($"flat {x.Name}", x, [x.Shape.Elements]);

    public Node Softmax(string name, Node x) =>
        Rule(new(new Ops.Softmax(), [x], name), () => Twin.Softmax.Forward(samples * x.Shape.Elements / x.Shape[^1], x.Shape[^1], Value(x)));

    public Node Sum(string name, Node a, Node b) => Rule(new(new SumOp(), [a, b], name), () => [.. Value(a).Zip(Value(b), (x, y) => x + y)]);

    public Node Sum(string name, Node a, Node b, bool taken) =>
        taken ? Rule(new(new Ops.Merge<Merging.Sum>("add"), [a, b], name), () => [.. Value(a).Zip(Value(b), (x, y) => x + y)]) : Sum(name, a, b);

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
        return Rule(new(new Ops.BatchNormalization(settings), [x, mean, variance, .. new[] { gamma, beta }.OfType<Node>()], name), () =>
        {
            var (m, v) = frozen ? (Leaves[mean], Leaves[variance]) : Twin.BatchNormalization.Statistics(channels, Value(x));
            return Twin.BatchNormalization.Forward(channels, Value(x), m, v, gamma is null ? null : Value(gamma), beta is null ? null : Value(beta), epsilon);
        });
    }

    /// <summary>Of groups of channels, or where there are none of each place.</summary>
    public Node GroupNormalize(string name, Node x, int? groups, Node? gamma, Node? beta)
    {
        var op = new Ops.GroupNormalization(groups, 1e-3f, gamma is not null, beta is not null);
        var (_, places, all, length) = op.Sets(x.Shape);
        return Rule(new(op, [x, .. new[] { gamma, beta }.OfType<Node>()], name), () => Twin.GroupNormalization.Forward(
            places, all, length, Value(x), gamma is null ? null : Value(gamma), beta is null ? null : Value(beta), 1e-3f));
    }

    public Node UnitLength(string name, Node x) => Rule(new(new Ops.UnitLength(), [x], name), () => Twin.UnitLength.Forward(x.Shape[^1], Value(x)));

    /// <summary>Moving statistics that stay in training.</summary>
    public HashSet<Variable> Kept { get; } = [];

    /// <summary>Weights that are not differentiated by.</summary>
    public HashSet<Node> Frozen { get; } = [];

    /// <summary>The loss of each sample, with random targets and weights.</summary>
    public Node Loss(Node z, bool sparse, bool fromLogits)
    {
        var classes = z.Shape[^1];
        var target = Input("target", sparse ? [1] : [classes]);
        var weights = Input("weights", [1]);
        for (var i = 0; i < Leaves[target].Length; i++) Leaves[target][i] = sparse ? Math.Floor(Math.Abs(Leaves[target][i]) * classes) : Math.Abs(Leaves[target][i]);
        double[] Losses()
        {
            var (x, t, w) = (Value(z), Value(target), Value(weights));
            if (sparse) t = [.. t.SelectMany(c => Enumerable.Range(0, classes).Select(i => i == (int)c ? 1.0 : 0.0))];
            // Softmax of logarithms is what divides by the sum.
            if (!fromLogits) x = [.. x.Select(v => Math.Log(v))];
            return [.. Twin.CrossEntropy.Forward(samples, classes, x, t).Zip(w, (l, w) => l * w)];
        }
        return Rule(new(new Ops.CrossEntropy(sparse, fromLogits), [z, target, weights], "loss"), Losses);
    }

    /// <summary>Its double value, of all samples one after the other.</summary>
    public double[] Value(Node n) => Leaves.TryGetValue(n, out var leaf) ? leaf : _values.TryGetValue(n, out var v) ? v : _values[n] = _rules[n]();

    /// <summary>The gradient of the mean loss by a leaf, by differences: of steps so small that no maximum and no sign changes on the way.</summary>
    public double[] Gradient(Node loss, Node by) => Kernels.Reference.Differences.Gradient(Leaves[by], x => Mean(loss, by, x), 1e-5);

    /// <summary>The mean loss with a leaf moved.</summary>
    public double Moved(Node loss, Node leaf, double[] direction, double by) => Mean(loss, leaf, [.. Leaves[leaf].Zip(direction, (x, d) => x + (by * d))]);

    double Mean(Node loss, Node leaf, double[] values)
    {
        var original = Leaves[leaf];
        Leaves[leaf] = values;
        _values.Clear();
        var mean = Value(loss).Sum() / samples;
        Leaves[leaf] = original;
        _values.Clear();
        return mean;
    }

    Node Leaf(Node n, double[] values)
    {
        Leaves[n] = values;
        return n;
    }

    Node Rule(Node n, Func<double[]> rule)
    {
        _rules[n] = rule;
        return n;
    }

    double[] Random(int count, double scale) => [.. GoldenData.Signed(++_stream, count, scale).Select(v => (double)(float)v)];
}

/// <summary>a + b, as somebody outside would write it: the layouts are plain.</summary>
sealed class SumOp : Op
{
    public override string Kind => "sum";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node)
    {
        var y = to.Output(node);
        for (var i = 0; i < 2; i++)
            to.Add(new Ops.EachRow<Rows.Copy>($"{node.Name}: sum", node.Shape, [to[node.Inputs[i]]], y, i > 0, to.Width));
    }

    public override void Backward(Lowering to, Node node)
    {
        foreach (var x in node.Inputs.Where(to.Differentiates))
        {
            var (dx, fresh) = to.GradientInto(x);
            to.Add(new Ops.EachRow<Rows.Copy>($"d {node.Name}: sum", node.Shape, [to.Gradient(node)], dx, !fresh, to.Width));
        }
    }
}
