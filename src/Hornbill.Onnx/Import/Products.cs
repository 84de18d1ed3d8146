using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Onnx.Format;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Import;

/// <summary>Products with matrices: dense layers. Behind a Flatten of an image the rows of the matrix are moved, not the image.</summary>
static class Products
{
    public static Operand[] Gemm(Importer to, Settings node, Operand?[] x)
    {
        var (flow, b) = (x.Flow(node, 0), x.Needed(node, 1));
        if (node.Flag("transA")) throw node.Bad("transA", "samples in rows");
        if (flow.Rank != 1 || b.Dims.Length != 2) throw node.Bad($"{flow.Rank + 1} and {b.Dims.Length} dimensions", "two of both");
        var kernel = node.Flag("transB") ? Merging.Turned(b.AsFloats(), b.Dims, [1, 0]) : [.. b.AsFloats()];
        var (rows, columns) = node.Flag("transB") ? (b.Dims[1], b.Dims[0]) : (b.Dims[0], b.Dims[1]);
        Scale(kernel, node.Float("alpha", 1));
        var bias = x.Constant(node, 2) is { } c ? Bias(node, c, columns, node.Float("beta", 1)) : null;
        return [Dense(to, node, flow, (kernel, rows, columns), bias)];
    }

    public static Operand[] MatMul(Importer to, Settings node, Operand?[] x)
    {
        if (x is [Flow a, Flow b]) return [Dot(to, node, to.PlainOf(a), to.PlainOf(b))];
        var (flow, w) = (x.Flow(node, 0), x.Needed(node, 1));
        if (w.Dims.Length != 2) throw node.Bad($"a constant of {w.Dims.Length} dimensions", "a matrix");
        var bias = Follower(to, node.Node, w.Dims[1]);
        var result = Dense(to, node, flow, ([.. w.AsFloats()], w.Dims[0], w.Dims[1]), bias?.Numbers);
        if (bias is { } taken) to.Done(taken.Node, result);
        return [result];
    }

    // An addition of a number for each column, which is the product's bias.
    static (OnnxNode Node, float[] Numbers)? Follower(Importer to, OnnxNode product, int columns) =>
        to.OnlyReader(product) is { Operator: "Add", Domain: "", Inputs: [var a, var b], Outputs.Count: 1 } add
        && to.Constant(a == product.Outputs[0] ? b : a) is { Floats: { } numbers } c && c.Count == columns && columns > 1
        && c.Dims.Length <= 2 && c.Dims[^1] == columns ? (add, numbers) : null;

    static Flow Dense(Importer to, Settings node, Flow flow, (float[] Values, int Rows, int Columns) kernel, float[]? bias)
    {
        if (node.Known(flow)[^1] != kernel.Rows || kernel.Columns == 0)
            throw node.Bad($"vectors of {flow.Dims[^1]} and {kernel.Rows} rows of {kernel.Columns}", "as many of both");
        Tensor[] weights = [new Tensor([kernel.Rows, kernel.Columns], flow.IsFlat ? Moved(kernel.Values, flow, kernel.Columns)
            : kernel.Values)];
        if (bias is not null) weights = [.. weights, new Tensor([kernel.Columns], bias)];
        var layer = new Dense(kernel.Columns, useBias: bias is not null);
        if (flow.IsFlat) return new(to.ApplyWith(layer, to.Apply(new Flatten(), flow.Node), weights), [0]);
        if (flow.Place(flow.Rank - 1) != flow.Rank - 1) flow = to.PlainOf(flow);
        return flow with { Node = to.ApplyWith(layer, flow.Node, weights) };
    }

    // Row r of the file's is for element r in the file's order of the image.
    static float[] Moved(float[] kernel, Flow flow, int columns)
    {
        var dims = (flow with { IsFlat = false }).Dims;
        var rows = Merging.Turned([.. Enumerable.Range(0, kernel.Length / columns).Select(r => (float)r)], dims, flow.Order);
        var moved = new float[kernel.Length];
        for (var r = 0; r < rows.Length; r++) kernel.AsSpan((int)rows[r] * columns, columns).CopyTo(moved.AsSpan(r * columns));
        return moved;
    }

    static Flow Dot(Importer to, Settings node, Flow a, Flow b) => a.Rank == 2 && b.Rank == 2
        ? a with { Node = to.Apply(new Dot((2, 1)), a.Node, b.Node) }
        : throw node.Bad($"values of {a.Rank + 1} and {b.Rank + 1} dimensions", "a constant matrix, or a matrix for each sample,");

    static float[] Bias(Settings node, Numbers c, int columns, float beta)
    {
        var last = c.Dims.Length == 0 ? 1 : c.Dims[^1];
        if (c.Count != last || (last != 1 && last != columns))
            throw node.Bad($"a bias of ({string.Join(", ", c.Dims)})", $"{columns} numbers, the same for all samples,");
        float[] bias = [.. Enumerable.Range(0, columns).Select(i => c.AsFloats()[last == 1 ? 0 : i])];
        Scale(bias, beta);
        return bias;
    }

    static void Scale(float[] values, float by)
    {
        for (var i = 0; by != 1 && i < values.Length; i++) values[i] *= by;
    }
}
