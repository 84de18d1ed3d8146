using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Layers;
using Hornbill.Onnx.Format;
using Hornbill.Tensors;
using ResamplingAxis = Hornbill.Kernels.ResamplingAxis;

namespace Hornbill.Onnx.Export;

/// <summary>Images resized and changed. Rows and columns are products with matrices of shares: the same pixels as the library's, whatever a
/// program understands by an interpolation.</summary>
static class Images
{
    public static Value Resample(Exporter x, Node node)
    {
        var (op, v) = ((Resample)node.Op, x.First(node.Inputs[0]));
        var y = Mix(x, Mix(x, v, 1, Matrix(op.Columns, v.Shape[1])), 0, Matrix(op.Rows, v.Shape[0]));
        if (op.FillValue == 0 || (op.Rows.Inside.All(s => s == 1) && op.Columns.Inside.All(s => s == 1))) return y;
        float[] filled = [.. op.Rows.Inside.SelectMany(r => op.Columns.Inside.Select(c => op.FillValue * (1 - (r * c))))];
        return x.Add("Add", [y.Name, x.Floats("filling", [1, y.Shape[0], y.Shape[1]], filled)], y);
    }

    static float[,] Matrix(ResamplingAxis axis, int size)
    {
        var shares = new float[axis.First.Length, size];
        for (var o = 0; o < axis.First.Length; o++)
            for (var i = 0; i < axis.Count[o]; i++)
                shares[o, axis.First[o] + i] = axis.Shares[axis.Start[o] + i];
        return shares;
    }

    public static Value LinearUpSampling(Exporter x, Node node)
    {
        var (op, v) = ((LinearUpSampling)node.Op, x.First(node.Inputs[0]));
        var size = v.Shape[op.Axis];
        var shares = new float[size * op.Factor, size];
        for (var o = 0; o < size * op.Factor; o++)
        {
            var at = Math.Clamp(((o + 0.5) / op.Factor) - 0.5, 0, size - 1);
            var k = (int)at;
            shares[o, k] += (float)(1 - (at - k));
            shares[o, Math.Min(k + 1, size - 1)] += (float)(at - k);
        }
        return Mix(x, v, op.Axis, shares);
    }

    // Rows (0) or columns (1) of an image with channels first, which are the last two dimensions.
    static Value Mix(Exporter x, Value v, int dimension, float[,] shares)
    {
        var (outputs, size) = (shares.GetLength(0), shares.GetLength(1));
        var y = v with { Shape = Shape.Create([.. v.Shape.Select((n, d) => d == dimension ? outputs : n)]) };
        if (dimension == 0) return x.Add("MatMul", [x.Floats("rows", [outputs, size], Flat(shares, turned: false)), v.Name], y);
        return x.Add("MatMul", [v.Name, x.Floats("columns", [size, outputs], Flat(shares, turned: true))], y);
    }

    static float[] Flat(float[,] shares, bool turned)
    {
        var (outputs, size) = (shares.GetLength(0), shares.GetLength(1));
        return [.. Enumerable.Range(0, outputs * size).Select(i => turned ? shares[i % outputs, i / outputs] : shares[i / size, i % size])];
    }

    /// <summary>A change of images: nothing at inference, but for what acts then too.</summary>
    public static Value Convert(Exporter x, Node node) => node switch
    {
        { Op: ImageOp { Always: false } } => x[node.Inputs[0]],
        { Label.Owner: AutoContrast layer } => Stretch(x, x.First(node.Inputs[0]), layer.GetConfig().Doubles("value_range")),
        _ => throw Exporter.Inexpressible(node, $"'{node.Op.Kind}'"),
    };

    // Each channel from its least to its greatest value; one that has a single value stays.
    static Value Stretch(Exporter x, Value v, double[] range)
    {
        var (low, high) = ((float)range[0], (float)range[1]);
        var one = v with { Shape = [1, 1, v.Shape[2]] };
        var least = Over("ReduceMin");
        var span = x.Pair("Sub", Over("ReduceMax"), least);
        var flat = x.Add("Equal", [span.Name, x.Scalar(0)], one with { Type = 9 });
        var scale = x.Add("Div", [x.Scalar(high - low), x.Add("Where", [flat.Name, x.Scalar(1), span.Name], one).Name], one);
        var moved = x.With("Add", x.Pair("Mul", x.Pair("Sub", v, least), scale), low);
        var clipped = x.Add("Clip", [moved.Name, x.Scalar(low), x.Scalar(high)], v);
        return x.Add("Where", [flat.Name, v.Name, clipped.Name], v);

        Value Over(string op) => x.Add(op, [v.Name], one, OnnxAttribute.Of("axes", 2, 3), OnnxAttribute.Of("keepdims", 1L));
    }
}
