using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Export;

/// <summary>Normalisations, as they are at inference.</summary>
static class Normalizations
{
    const float LeastSquare = 1e-12f; // of UnitLength

    public static Value Batch(Exporter x, Node node)
    {
        var (op, v) = ((BatchNormalization)node.Op, x.First(node.Inputs[0]));
        var channels = node.Shape[^1];
        var gamma = op.Gamma(node) is { } g ? Exporter.Numbers(g) : Filled(channels, 1);
        var beta = op.Beta(node) is { } b ? Exporter.Numbers(b) : Filled(channels, 0);
        return x.Add("BatchNormalization",
            [v.Name, x.Floats("gamma", [channels], gamma), x.Floats("beta", [channels], beta),
             x.Floats("moving_mean", [channels], Exporter.Numbers(op.Mean(node))),
             x.Floats("moving_variance", [channels], Exporter.Numbers(op.Variance(node)))],
            v, OnnxAttribute.Of("epsilon", op.Settings.Epsilon), OnnxAttribute.Of("momentum", op.Settings.Momentum));
    }

    public static Value Group(Exporter x, Node node)
    {
        var op = (GroupNormalization)node.Op;
        var (_, places, groups, length) = op.Sets(node.Shape);
        var channels = node.Shape[^1];
        var (gamma, beta) = (op.Gamma(node) is { } g ? Exporter.Numbers(g) : null, op.Beta(node) is { } b ? Exporter.Numbers(b) : null);
        if (op.Kind == "layer normalisation")
        {
            var last = x.Last(node.Inputs[0]);
            string[] inputs = [last.Name, x.Floats("gamma", [channels], gamma ?? Filled(channels, 1))];
            if (beta is not null) inputs = [.. inputs, x.Floats("beta", [channels], beta)];
            return x.Add("LayerNormalization", inputs, last, OnnxAttribute.Of("axis", -1L), OnnxAttribute.Of("epsilon", op.Epsilon));
        }
        // Each group as a channel of its own.
        var v = x.First(node.Inputs[0]);
        var apart = x.Reshape(v, [groups, places * length]);
        var even = x.Add("InstanceNormalization",
            [apart.Name, x.Floats("one", [groups], Filled(groups, 1)), x.Floats("zero", [groups], new float[groups])], apart,
            OnnxAttribute.Of("epsilon", op.Epsilon));
        var y = x.Reshape(even, node.Shape, v.First);
        if (gamma is not null) y = Channels(x, "Mul", "gamma", y, gamma);
        return beta is null ? y : Channels(x, "Add", "beta", y, beta);
    }

    // Vectors of a sample that has no places have their channels last in either form.
    static Value Channels(Exporter x, string op, string what, Value v, float[] numbers) =>
        x.Add(op, [v.Name, x.Floats(what, [numbers.Length, .. Enumerable.Repeat(1, v.First ? v.Shape.Rank - 1 : 0)], numbers)], v);

    public static Value InverseRoot(Exporter x, Node node)
    {
        var (op, v) = ((InverseRoot)node.Op, x.Last(node.Inputs[0]));
        var from = op.Centred ? x.Pair("Sub", v, Over(x, "ReduceMean", v)) : v;
        var mean = Over(x, "ReduceMean", x.Pair("Mul", from, from));
        return x.Pair("Div", v, x.Map("Sqrt", x.With("Add", mean, op.Epsilon)));
    }

    public static Value UnitLength(Exporter x, Node node)
    {
        var v = x.Last(node.Inputs[0]);
        var sum = Over(x, "ReduceSumSquare", v);
        return x.Pair("Div", v, x.Map("Sqrt", x.With("Max", sum, LeastSquare)));
    }

    // Of the last dimension one number is left.
    static Value Over(Exporter x, string op, Value v) =>
        x.Add(op, [v.Name], v with { Shape = Tensors.Shape.Create([.. v.Shape.Take(v.Shape.Rank - 1), 1]) },
            OnnxAttribute.Of("axes", -1), OnnxAttribute.Of("keepdims", 1L));

    static float[] Filled(int count, float value) => [.. Enumerable.Repeat(value, count)];
}
