using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;
using Ops = Hornbill.Graph.Ops;
using Twin = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>Layers that change shapes, and their References.</summary>
sealed partial class TwinGraph
{
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
        var (h, w, c) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        return Rule(new UpSampling2D(size, "bilinear") { Name = "up" }.Apply(x), () =>
            Twin.LinearUpSampling.Forward(samples * h * size.Height, w, size.Width, c, Twin.LinearUpSampling.Forward(samples, h, size.Height, w * c, Value(x))));
    }

    public Node AveragePool(string name, Node x, Pair pool, Pair? strides = null, Padding pads = default) => Rule(
        new(new Ops.AveragePooling(pool, strides ?? pool, pads), [x], name), () => Twin.AveragePooling.Forward(Pooling(x.Shape, pool, strides ?? pool, pads), Value(x)));

    static int[] Index(Shape shape, int at)
    {
        var index = new int[shape.Rank];
        for (var d = shape.Rank - 1; d >= 0; d--) (at, index[d]) = Math.DivRem(at, shape[d]);
        return index;
    }

    static int At(Shape shape, int[] index) => index.Zip(shape).Aggregate(0, (a, p) => (a * p.Second) + p.First);
}
