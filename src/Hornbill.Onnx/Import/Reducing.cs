using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Import;

/// <summary>Means, sums and greatest values along dimensions of a sample.</summary>
static class Reducing
{
    public static Operand[] Mean(Importer to, Settings node, Operand?[] x) => [Reduce(to, node, x, 18, () => new GlobalAveragePooling1D())];

    public static Operand[] Max(Importer to, Settings node, Operand?[] x) => [Reduce(to, node, x, 18, () => new GlobalMaxPooling1D())];

    public static Operand[] Sum(Importer to, Settings node, Operand?[] x)
    {
        var mean = Reduce(to, node, x, 13, () => new GlobalAveragePooling1D());
        var count = (double)node.Known(x.Flow(node, 0)).Aggregate(1L, (a, n) => a * n) / mean.Node.Shape.Elements;
        return [Functions.Each(to, mean, new Rescaling(count))];
    }

    // What is reduced in front, as the steps of a sequence.
    static Flow Reduce(Importer to, Settings node, Operand?[] x, int axesAsInput, Func<Layer> pool)
    {
        var flow = x.Flow(node, 0);
        if (flow.IsFlat) flow = to.PlainOf(flow);
        var axes = node.Opset >= axesAsInput ? x.Constant(node, 1)?.Ints(node) ?? node.Ints("axes") : node.Ints("axes");
        if (axes is null or []) throw node.Bad("no axes, which are all and the batch's too", "some, without 0,");
        var reduced = axes.Select(a => node.Axis(a, flow.Rank)).ToHashSet();
        var (dims, keeps) = (node.Known(flow), node.Flag("keepdims", true));
        int[] rest = [.. flow.Order.Where(d => !reduced.Contains(d))];
        if (rest.Length == 0 && !keeps) throw node.Bad("no dimension but the batch's left", "keepdims, or one that is left,");
        var inFront = to.Ordered(flow, [.. flow.Order.Where(reduced.Contains), .. rest]);
        var others = rest.Aggregate(1, (a, d) => a * dims[d]);
        var steps = to.Apply(new Reshape(inFront.Node.Shape.Elements / others, others), inFront.Node);
        return Left(to, to.Apply(pool(), steps), rest, dims, keeps);
    }

    static Flow Left(Importer to, Node pooled, int[] rest, int[] dims, bool keeps)
    {
        if (keeps)
        {
            // The dimensions of 1 in front, in the file's order.
            int[] order = [.. Enumerable.Range(0, dims.Length).Except(rest), .. rest];
            return new(to.Apply(new Reshape(Shape.Create([.. order.Select(d => rest.Contains(d) ? dims[d] : 1)])), pooled), order);
        }
        int[] left = [.. rest.Order()];
        var node = rest.Length == 1 ? pooled : to.Apply(new Reshape(Shape.Create([.. rest.Select(d => dims[d])])), pooled);
        return new(node, [.. rest.Select(d => Array.IndexOf(left, d))]);
    }
}
