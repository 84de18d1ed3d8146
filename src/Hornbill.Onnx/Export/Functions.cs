using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Onnx.Format;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Export;

/// <summary>Functions of each element, and of the vectors along the last dimension.</summary>
static class Functions
{
    const int BoolType = 9;
    const float RootOfHalf = 0.70710678f, RootOfTwoByPi = 0.79788456f, GeluCube = 0.044715f;

    public static Value Convert(Exporter x, Node node)
    {
        var (op, v) = ((Elementwise)node.Op, x[node.Inputs[0]]);
        var (p, q, r) = op.Settings;
        return op.Function switch
        {
            Function.Celu => x.Map("Celu", v, Alpha(p)),
            Function.Elu when q == 1 => x.Map("Elu", v, Alpha(p)),
            Function.Elu => x.Map("Selu", v, Alpha(p), OnnxAttribute.Of("gamma", q)),
            Function.Exponential => x.Map("Exp", v),
            Function.Gelu => Gated(x, v, x.Map("Erf", x.With("Mul", v, RootOfHalf))),
            Function.GeluByTanh => Gated(x, v, x.Map("Tanh", x.With("Mul", Cubed(x, v), RootOfTwoByPi))),
            Function.HardShrink => x.Map("Shrink", v, OnnxAttribute.Of("bias", 0f), OnnxAttribute.Of("lambd", p)),
            Function.HardSigmoid => x.Map("HardSigmoid", v, Alpha(1 / 6f), OnnxAttribute.Of("beta", 0.5f)),
            Function.HardSilu => x.Map("HardSwish", v),
            Function.HardTanh => Clip(x, v, -1, 1),
            Function.LeakyRelu => x.Map("LeakyRelu", v, Alpha(p)),
            Function.LogSigmoid => x.Map("Neg", x.Map("Softplus", x.Map("Neg", v))),
            Function.Mish => x.Pair("Mul", v, x.Map("Tanh", x.Map("Softplus", v))),
            Function.Power => x.With("Pow", v, p),
            Function.Relu6 => Clip(x, v, 0, 6),
            Function.ReluOf => Relu(x, v, (p, q, r)),
            Function.Rescaling => Rescale(x, v, p, q),
            Function.Sigmoid => x.Map("Sigmoid", v),
            Function.Silu => x.Pair("Mul", v, x.Map("Sigmoid", v)),
            Function.SoftShrink => x.Map("Shrink", v, OnnxAttribute.Of("bias", p), OnnxAttribute.Of("lambd", p)),
            Function.Softplus => x.Map("Softplus", v),
            Function.Softsign => x.Map("Softsign", v),
            Function.SparsePlus => Where(x, Greater(x, v, 1), v.Name, Bent(x, v).Name, v),
            Function.SparseSigmoid => x.Map("HardSigmoid", v, Alpha(0.5f), OnnxAttribute.Of("beta", 0.5f)),
            Function.Squareplus => Squareplus(x, v, p),
            Function.Tanh => x.Map("Tanh", v),
            Function.TanhShrink => x.Pair("Sub", v, x.Map("Tanh", v)),
            Function.Threshold => Where(x, Greater(x, v, p), v.Name, x.Scalar(q), v),
            _ => throw Exporter.Inexpressible(node, $"'{op.Kind}'"),
        };
    }

    static OnnxAttribute Alpha(float value) => OnnxAttribute.Of("alpha", value);

    // ½ v (1 + gate).
    static Value Gated(Exporter x, Value v, Value gate) => x.Pair("Mul", x.With("Mul", v, 0.5f), x.With("Add", gate, 1));

    // v + 0.044715 v³.
    static Value Cubed(Exporter x, Value v) =>
        x.Pair("Add", v, x.With("Mul", x.Pair("Mul", x.Pair("Mul", v, v), v), GeluCube));

    // ¼ (v + 1)², v between −1 and 1.
    static Value Bent(Exporter x, Value v)
    {
        var c = x.With("Add", Clip(x, v, -1, 1), 1);
        return x.With("Mul", x.Pair("Mul", c, c), 0.25f);
    }

    // Of negative v the sum would lose its digits: (root + v)(root − v) = p.
    static Value Squareplus(Exporter x, Value v, float p)
    {
        var root = x.Map("Sqrt", x.With("Add", x.Pair("Mul", v, v), p));
        var other = x.Add("Div", [x.Scalar(p), x.Pair("Sub", root, v).Name], v);
        return x.With("Mul", Where(x, Greater(x, v, 0), x.Pair("Add", v, root).Name, other.Name, v), 0.5f);
    }

    static Value Rescale(Exporter x, Value v, float scale, float offset)
    {
        if (scale != 1 || offset == 0) v = x.With("Mul", v, scale);
        return offset == 0 ? v : x.With("Add", v, offset);
    }

    // v above r, at most q; up to r, p (v − r).
    static Value Relu(Exporter x, Value v, (float P, float Q, float R) s)
    {
        if (s is { P: 0, R: 0 }) return Clip(x, v, 0, s.Q);
        var above = float.IsPositiveInfinity(s.Q) ? v : x.With("Min", v, s.Q);
        return Where(x, Greater(x, v, s.R), above.Name, x.With("Mul", x.With("Sub", v, s.R), s.P).Name, v);
    }

    static Value Clip(Exporter x, Value v, float least, float most) => x.Add("Clip", [v.Name, x.Scalar(least), x.Scalar(most)], v);

    static Value Greater(Exporter x, Value v, float than) => x.With("Greater", v with { Type = BoolType }, than);

    static Value Where(Exporter x, Value condition, string yes, string no, Value like) =>
        x.Add("Where", [condition.Name, yes, no], like);

    public static Value Softmax(Exporter x, Node node) => Along(x, node, "Softmax");

    public static Value LogSoftmax(Exporter x, Node node) => Along(x, node, "LogSoftmax");

    static Value Along(Exporter x, Node node, string op)
    {
        var v = x[node.Inputs[0]];
        return x.Map(op, v, OnnxAttribute.Of("axis", (long)v.Axis(v.Shape.Rank - 1)));
    }

    public static Value GatedLinear(Exporter x, Node node)
    {
        var v = x[node.Inputs[0]];
        var half = v with { Shape = node.Shape };
        var parts = x.AddAll("Split", [v.Name], [half, half], OnnxAttribute.Of("axis", (long)v.Axis(v.Shape.Rank - 1)));
        return x.Pair("Mul", parts[0], x.Map("Sigmoid", parts[1]));
    }

    public static Value PRelu(Exporter x, Node node)
    {
        var (v, alpha) = (x[node.Inputs[0]], node.Inputs[1]);
        var (numbers, dims) = (Exporter.Numbers(alpha), alpha.Shape.ToArray());
        return x.Add("PRelu", [v.Name, x.Floats("alpha", v.Lies(dims), v.First ? Merges.ChannelsFirst(numbers, dims[^1]) : numbers)], v);
    }

    // Sorted downwards, the first k with 1 + k zₖ > z₁ + … + zₖ stay: what they have above 1, by their number, is taken from all.
    public static Value Sparsemax(Exporter x, Node node)
    {
        var v = x.Last(node.Inputs[0]);
        var n = v.Shape[^1];
        var places = v with { Type = OnnxTensor.Int64Type };
        var sorted = x.AddAll("TopK", [v.Name, x.Longs(n)], [v, places], OnnxAttribute.Of("axis", -1L))[0];
        var sums = x.Add("CumSum", [sorted.Name, x.Longs(v.Shape.Rank)], v);
        var counted = x.Add("Mul", [sorted.Name, x.Floats("k", [n], [.. Enumerable.Range(1, n).Select(k => (float)k)])], v);
        var keeps = x.Add("Greater", [x.With("Add", counted, 1).Name, sums.Name], v with { Type = BoolType });
        var one = v with { Shape = Shape.Create([.. v.Shape.Take(v.Shape.Rank - 1), 1]) };
        var kept = x.Map("Cast", v with { Name = keeps.Name }, OnnxAttribute.Of("to", (long)OnnxTensor.FloatType));
        var count = x.Add("ReduceSum", [kept.Name, x.Longs(-1)], one);
        var sum = x.Add("ReduceSum", [x.Pair("Mul", kept, sorted).Name, x.Longs(-1)], one);
        var threshold = x.Pair("Div", x.With("Sub", sum, 1), count);
        return x.Map("Relu", x.Pair("Sub", v, threshold));
    }
}
