using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Simd;
using Hornbill.Tensors;
using Ops = Hornbill.Graph.Ops;
using Twin = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>Layers that change shapes, and their References.</summary>
sealed partial class TwinGraph
{
    /// <summary>Gives values to a weight that a layer made.</summary>
    public void Set(Node weight, double[] values)
    {
        Variables.Add(((Ops.Weight)weight.Op).Variable);
        Leaves[weight] = values;
    }

    /// <summary>Each element of the result is that of the input at an index, or 0 where there is none.</summary>
    public Node Moved(Layer layer, Node x, Func<int[], int[]?> from)
    {
        var y = layer.Apply(x);
        return Rule(y, () => [.. Enumerable.Range(0, samples * y.Shape.Elements).Select(i =>
        {
            var (n, at) = Math.DivRem(i, y.Shape.Elements);
            return from(Index(y.Shape, at)) is { } index ? Value(x)[(n * x.Shape.Elements) + At(x.Shape, index)] : 0;
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

    public Node Bilinear(Node x, Size size)
    {
        // Two nodes: rows, then columns.
        var y = new UpSampling2D(size, "bilinear") { Name = "up" }.Apply(x);
        var (h, w, c) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        var rows = Rule(y.Inputs[0], () => Twin.LinearUpSampling.Forward(samples, h, size.Height, w * c, Value(x)));
        return Rule(y, () => Twin.LinearUpSampling.Forward(samples * h * size.Height, w, size.Width, c, Value(rows)));
    }

    public Node AveragePool(string name, Node x, Pair pool, Pair? strides = null, Padding pads = default) => Rule(
        new(new Ops.AveragePooling(pool, strides ?? pool, pads), [x], name), () => Twin.AveragePooling.Forward(Pooling(x.Shape, pool, strides ?? pool, pads), Value(x)));

    /// <summary>In training.</summary>
    public Node Dropout(string name, Node x, float rate) => Noisy(new Dropout(rate) { Name = name }, x, 1, (v, word) => word >= Threshold(rate) ? v / (1 - rate) : 0);

    public Node ChannelDropout(string name, Node x, float rate) =>
        Noisy(new SpatialDropout2D(rate) { Name = name }, x, x.Shape[0] * x.Shape[1], (v, word) => word >= Threshold(rate) ? v / (1 - rate) : 0);

    public Node Noise(string name, Node x, double deviation) => Noisy(new GaussianNoise(deviation) { Name = name }, x, 1, (v, word) => v + (deviation * Normal(word)));

    public Node NormalDropout(string name, Node x, double rate) =>
        Noisy(new GaussianDropout(rate) { Name = name }, x, 1, (v, word) => v * (1 + (Math.Sqrt(rate / (1 - rate)) * Normal(word))));

    Node Noisy(Layer layer, Node x, int places, Func<double, uint, double> rule) => Rule(layer.Apply(x), () => [.. Value(x).Select((v, i) =>
    {
        var (n, at) = Math.DivRem(i, x.Shape.Elements);
        return rule(v, Word(layer.Name, n, at % (x.Shape.Elements / places)));
    })]);

    static uint Threshold(float rate) => (uint)Math.Round(rate * 16777216.0);

    static double Normal(uint word) => Functions.Normal<float, Simd1>(word);

    // The 24 bits that an element of a sample has.
    static uint Word(string layer, int sample, int element)
    {
        var stream = layer.Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619u);
        var random = new Philox(Seed ^ ((ulong)stream << 32), Purpose.Dropout, Step, (uint)sample);
        // Of 32 elements the first eight have the first words of eight counters, the next eight their second ones.
        var (block, place) = Math.DivRem(element, 32);
        var words = new uint[4];
        random.Next((ulong)((block * 8) + (place % 8)), out words[0], out words[1], out words[2], out words[3]);
        return words[place / 8] >> 8;
    }

    /// <summary>Two values made into one by a layer.</summary>
    public Node Merged(Layer layer, Node a, Node b, Func<double, double, double> f) => Rule(layer.Apply(a, b), () => [.. Value(a).Zip(Value(b), f)]);

    /// <summary>Along a dimension of a sample, from 0.</summary>
    public Node Concatenated(int axis, params Node[] parts)
    {
        var y = new Concatenate(axis + 1) { Name = "concatenate" }.Apply(parts);
        return Rule(y, () => [.. Enumerable.Range(0, samples * y.Shape.Elements).Select(i =>
        {
            var (n, at) = Math.DivRem(i, y.Shape.Elements);
            var (index, part) = (Index(y.Shape, at), 0);
            for (; index[axis] >= parts[part].Shape[axis]; part++) index[axis] -= parts[part].Shape[axis];
            return Value(parts[part])[(n * parts[part].Shape.Elements) + At(parts[part].Shape, index)];
        })]);
    }

    /// <summary>Of vectors (rows, length) and (columns, length).</summary>
    public Node Dot(Node a, Node b, bool normalize = false) => Rule(new Hornbill.Layers.Dot((2, 2), normalize) { Name = "dot" }.Apply(a, b), () =>
    {
        var length = a.Shape[1];
        double[] Vectors(Node n) => normalize ? Twin.UnitLength.Forward(length, Value(n)) : Value(n);
        return Twin.Dot.Forward(samples, a.Shape[0], b.Shape[0], length, Vectors(a), Vectors(b));
    });

    public Node LogSoftmax(Node x) => Rule(new Activation("log_softmax") { Name = "log_softmax" }.Apply(x),
        () => Twin.Softmax.LogForward(samples * x.Shape.Elements / x.Shape[^1], x.Shape[^1], Value(x)));

    /// <summary>Alphas have 1 where they are shared.</summary>
    public Node PRelu(Node x, Node alpha) => Rule(new(new Ops.PRelu(), [x, alpha], "prelu"), () => Twin.PRelu.Forward(Value(x), Value(alpha),
        i => At(alpha.Shape, [.. Index(x.Shape, i % x.Shape.Elements).Select((at, d) => alpha.Shape[d] == 1 ? 0 : at)])));

    static int[] Index(Shape shape, int at)
    {
        var index = new int[shape.Rank];
        for (var d = shape.Rank - 1; d >= 0; d--) (at, index[d]) = Math.DivRem(at, shape[d]);
        return index;
    }

    static int At(Shape shape, int[] index) => index.Zip(shape).Aggregate(0, (a, p) => (a * p.Second) + p.First);
}
