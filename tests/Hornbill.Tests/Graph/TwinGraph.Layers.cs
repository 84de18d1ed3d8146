using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Layers;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

/// <summary>Layers applied, with their own rules where those are not their ops'.</summary>
sealed partial class TwinGraph
{
    /// <summary>A layer applied; its weights are leaves. <paramref name="rule"/> makes its double values of its input's and of the
    /// weights', in their order.</summary>
    public Node Apply(Layer layer, Node x, Func<double[], double[][], double[]>? rule = null)
    {
        var y = layer.Apply(x);
        Variables.AddRange(layer.Variables);
        var leaves = layer.Variables.Select(v => Leaf(Whole(y, v), Random(v.Shape.Elements, v.Shape.Rank == 1 ? 1 : 0.6))).ToArray();
        return rule is null ? y : Says(y, () => rule(Value(x), [.. leaves.Select(Value)]));
    }

    // A node of its own where only views or shares of the weight are in the graph.
    static Node Whole(Node y, Variable v) => Node.Sorted([y])
        .FirstOrDefault(n => n.Op is Ops.Weight { First: null } w && w.Variable == v && n.Shape == v.Shape)
        ?? new(new Ops.Weight(v), [], v.Name);

    /// <summary>Each element of the result is that of the input at an index, or 0 where there is none.</summary>
    public Node Moved(Layer layer, Node x, Func<int[], int[]?> from)
    {
        var y = layer.Apply(x);
        return Says(y, () => [.. Enumerable.Range(0, samples * y.Shape.Elements).Select(i =>
        {
            var (n, at) = Math.DivRem(i, y.Shape.Elements);
            return from(Indices.Of(y.Shape, at)) is { } index ? Value(x)[(n * x.Shape.Elements) + Indices.At(x.Shape, index)] : 0;
        })]);
    }

    public Node Permute(Node x, params int[] dims) => Moved(new Permute(dims) { Name = "permute" }, x, i =>
    {
        var from = new int[dims.Length];
        for (var d = 0; d < dims.Length; d++) from[dims[d] - 1] = i[d];
        return from;
    });

    public Node Padded(Node x, Margins m) => Moved(new ZeroPadding2D(m) { Name = "pad" }, x,
        i => i[0] - m.Top is var r && i[1] - m.Left is var c && r >= 0 && r < x.Shape[0] && c >= 0 && c < x.Shape[1] ? [r, c, i[2]] : null);

    public Node Cropped(Node x, Margins m) => Moved(new Cropping2D(m) { Name = "crop" }, x, i => [i[0] + m.Top, i[1] + m.Left, i[2]]);

    public Node Nearest(Node x, Size size) =>
        Moved(new UpSampling2D(size) { Name = "up" }, x, i => [i[0] / size.Height, i[1] / size.Width, i[2]]);

    public Node Bilinear(Node x, Size size) => new UpSampling2D(size, "bilinear") { Name = "up" }.Apply(x);

    /// <summary>In training.</summary>
    public Node Dropout(string name, Node x, float rate) => new Dropout(rate) { Name = name }.Apply(x);

    /// <summary>Values that share their numbers: <paramref name="element"/> says whose number a value of a sample has.</summary>
    public Node Dropout(string name, Node x, float rate, int?[] noiseShape, Func<int, int> element)
    {
        var y = new Dropout(rate, noiseShape) { Name = name }.Apply(x);
        return Says(y, () => [.. Value(x).Select((v, i) =>
        {
            var (n, at) = Math.DivRem(i, x.Shape.Elements);
            var random = new RandomStream(y.Name, 0).Numbers(new() { Seed = Seed, TrainingStep = Step }, (uint)n, Purpose.Dropout);
            return Words.At(random, element(at)) >= Math.Round(rate * 16777216.0) ? v / (1 - rate) : 0;
        })]);
    }

    public Node AlphaDropout(string name, Node x, double rate) => new AlphaDropout(rate) { Name = name }.Apply(x);

    public Node InverseRoot(string name, Node x, bool centred) => new(new Ops.InverseRoot(1e-3f, centred), [x], name);

    public Node ChannelDropout(string name, Node x, float rate) => new SpatialDropout2D(rate) { Name = name }.Apply(x);

    public Node Noise(string name, Node x, double deviation) => new GaussianNoise(deviation) { Name = name }.Apply(x);

    public Node NormalDropout(string name, Node x, double rate) => new GaussianDropout(rate) { Name = name }.Apply(x);

    /// <summary>Two values made into one by a layer.</summary>
    public Node Merged(Layer layer, Node a, Node b, Func<double, double, double> f) =>
        Says(layer.Apply(a, b), () => [.. Value(a).Zip(Value(b), f)]);

    /// <summary>Along a dimension of a sample, from 0.</summary>
    public Node Concatenated(int axis, params Node[] parts) => new Concatenate(axis + 1) { Name = "concatenate" }.Apply(parts);

    /// <summary>Of vectors (rows, length) and (columns, length).</summary>
    public Node Dot(Node a, Node b, bool normalize = false) => new Hornbill.Layers.Dot((2, 2), normalize) { Name = "dot" }.Apply(a, b);

    public Node LogSoftmax(Node x) => new Activation("log_softmax") { Name = "log_softmax" }.Apply(x);
}
