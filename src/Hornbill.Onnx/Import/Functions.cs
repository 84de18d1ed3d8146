using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Import;

/// <summary>Functions of each element, which keep the order of dimensions, and of vectors along one.</summary>
static class Functions
{
    /// <summary>An activation by its name.</summary>
    public static Operator Word(string activation) => Made(() => new Activation(activation));

    /// <summary>A layer without settings of the node's.</summary>
    public static Operator Made(Func<Layer> make) => (to, node, x) => [Each(to, x.Flow(node, 0), make())];

    /// <summary>Layers one after the other, element by element.</summary>
    public static Flow Each(Importer to, Flow flow, params Layer[] layers) =>
        flow with { Node = layers.Aggregate(flow.Node, (n, layer) => to.Apply(layer, n)) };

    public static Operand[] LeakyRelu(Importer to, Settings node, Operand?[] x) =>
        [Each(to, x.Flow(node, 0), new LeakyReLU(node.Float("alpha", 0.01f)))];

    public static Operand[] Elu(Importer to, Settings node, Operand?[] x) => [Each(to, x.Flow(node, 0), new ELU(node.Float("alpha", 1)))];

    // α (e^(x / α) − 1) below 0.
    public static Operand[] Celu(Importer to, Settings node, Operand?[] x)
    {
        var alpha = node.Float("alpha", 1);
        return alpha == 1 ? [Each(to, x.Flow(node, 0), new Activation("celu"))]
            : [Each(to, x.Flow(node, 0), new Rescaling(1.0 / alpha), new ELU(), new Rescaling(alpha))];
    }

    public static Operand[] Selu(Importer to, Settings node, Operand?[] x)
    {
        const float Alpha = 1.67326319f, Gamma = 1.05070102f, Near = 1e-6f;
        var (alpha, gamma) = (node.Float("alpha", Alpha), node.Float("gamma", Gamma));
        return MathF.Abs(alpha - Alpha) < Near && MathF.Abs(gamma - Gamma) < Near
            ? [Each(to, x.Flow(node, 0), new Activation("selu"))]
            : [Each(to, x.Flow(node, 0), new ELU(alpha), new Rescaling(gamma))];
    }

    public static Operand[] Gelu(Importer to, Settings node, Operand?[] x) => node.Text("approximate", "none") == "none"
        ? [Each(to, x.Flow(node, 0), new Activation("gelu"))]
        : throw node.Bad("an approximation", "none");

    // α x + β between 0 and 1.
    public static Operand[] HardSigmoid(Importer to, Settings node, Operand?[] x) =>
        [Each(to, x.Flow(node, 0), new Rescaling(node.Float("alpha", 0.2f), node.Float("beta", 0.5f)), new ReLU(1))];

    public static Operand[] ThresholdedRelu(Importer to, Settings node, Operand?[] x) =>
        [Each(to, x.Flow(node, 0), new ReLU(threshold: node.Float("alpha", 1)))];

    public static Operand[] Clip(Importer to, Settings node, Operand?[] x)
    {
        var flow = x.Flow(node, 0);
        var least = x.Constant(node, 1)?.AsFloats()[0] ?? node.Float("min", float.NegativeInfinity);
        var most = x.Constant(node, 2)?.AsFloats()[0] ?? node.Float("max", float.PositiveInfinity);
        if (least == 0 && most > 0 && float.IsFinite(most)) return [Each(to, flow, most == 6 ? new Activation("relu6") : new ReLU(most))];
        if (least == 0 && most > 0) return [Each(to, flow, new ReLU())];
        if (least > float.MinValue) flow = Merging.Weighted(to, flow, "maximum", least);
        if (most < float.MaxValue) flow = Merging.Weighted(to, flow, "minimum", most);
        return [flow];
    }

    // At inference nothing; a training that goes on has it.
    public static Operand[] Dropout(Importer to, Settings node, Operand?[] x)
    {
        if (x.ElementAtOrDefault(2) is Numbers { Count: 1 } training && training.AsFloats()[0] != 0) throw node.Bad("training_mode",
            "inference");
        var rate = x.Constant(node, 1) is { Count: 1 } given ? given.AsFloats()[0] : node.Float("ratio", 0.5f);
        return [x.Flow(node, 0) is var flow && rate is >= 0 and <= 1 ? Each(to, flow, new Dropout(Math.Round(rate, 6)))
            : throw node.Bad($"a ratio of {rate}", "one from 0 to 1")];
    }

    public static Operand[] PRelu(Importer to, Settings node, Operand?[] x)
    {
        var (flow, slope) = (x.Flow(node, 0), x.Needed(node, 1));
        if (flow.IsFlat) flow = to.PlainOf(flow);
        var (dims, own) = (Merging.Aligned(node, slope.Dims, flow.Rank), node.Known(flow));
        if (dims.Zip(own).Any(p => p.First != 1 && p.First != p.Second))
            throw node.Bad($"slopes of ({string.Join(", ", slope.Dims)})", $"sizes of ({string.Join(", ", own)}) or 1");
        int[] lie = flow.Lies(dims);
        int[] shared = [.. lie.Select((n, d) => (n, d)).Where(p => p.n == 1).Select(p => p.d + 1)];
        var layer = new PReLU("zeros", sharedAxes: shared);
        return [flow with { Node = to.ApplyWith(layer, flow.Node, new Tensor(Shape.Create(lie), Merging.Turned(slope.AsFloats(), dims,
            flow.Order))) }];
    }

    public static Operand[] Softmax(Importer to, Settings node, Operand?[] x) => Along(to, node, x, "softmax");

    public static Operand[] LogSoftmax(Importer to, Settings node, Operand?[] x) => Along(to, node, x, "log_softmax");

    // Before operator set 13 over all dimensions from the axis on.
    static Operand[] Along(Importer to, Settings node, Operand?[] x, string word)
    {
        var flow = x.Flow(node, 0);
        if (flow.IsFlat) flow = to.PlainOf(flow);
        var axis = node.Axis(node.Long("axis", node.Opset < 13 ? 1 : -1), flow.Rank);
        if (node.Opset < 13 && axis < flow.Rank - 1 && node.Known(flow) is var dims && dims.Skip(axis + 1).Any(n => n != 1))
        {
            var plain = to.PlainOf(flow);
            int[] joined = [.. dims[..axis], dims[axis..].Aggregate(1, (a, n) => a * n)];
            var y = to.Apply(new Activation(word), to.Apply(new Reshape(Shape.Create(joined)), plain.Node));
            return [plain with { Node = to.Apply(new Reshape(Shape.Create(dims)), y) }];
        }
        if (flow.Place(axis) == flow.Rank - 1) return [Each(to, flow, new Activation(word))];
        if (word == "softmax") return [Each(to, flow, new Softmax(flow.Place(axis) + 1))];
        return [Each(to, to.Ordered(flow, [.. flow.Order.Where(d => d != axis), axis]), new Activation(word))];
    }
}
