using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Export;

/// <summary>Poolings; of a whole image they have a name of their own.</summary>
static class Poolings
{
    public static Value Max(Exporter x, Node node) => Pool(x, node, "MaxPool", "GlobalMaxPool");

    // The mean of what lies inside, as count_include_pad says by default.
    public static Value Average(Exporter x, Node node) => Pool(x, node, "AveragePool", "GlobalAveragePool");

    static Value Pool(Exporter x, Node node, string name, string global)
    {
        var (op, image) = ((Pooling)node.Op, x.First(node.Inputs[0]));
        var like = new Value("", node.Shape, First: true);
        if (op.Pool == new Pair(image.Shape[0], image.Shape[1]) && op.Padding == default) return x.Add(global, [image.Name], like);
        return x.Add(name, [image.Name], like,
            OnnxAttribute.Of("kernel_shape", op.Pool.Height, op.Pool.Width),
            OnnxAttribute.Of("strides", op.Strides.Height, op.Strides.Width),
            OnnxAttribute.Of("pads", op.Padding.Top, op.Padding.Left, op.Padding.Bottom, op.Padding.Right));
    }
}
