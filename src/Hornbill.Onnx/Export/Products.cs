using Hornbill.Graph;
using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Export;

/// <summary>Products of matrices.</summary>
static class Products
{
    public static Value Dense(Exporter x, Node node)
    {
        var bias = node.Inputs.Count > 2 ? Exporter.Numbers(node.Inputs[2]) : null;
        var tail = Tail.Of(x, node, node.Shape[0], bias);
        var kernel = Exporter.Numbers(node.Inputs[1]);
        for (var i = 0; tail.Scale is not null && i < kernel.Length; i++) kernel[i] = (float)(kernel[i] * tail.Scale[i % node.Shape[0]]);
        string[] inputs = [x.Last(node.Inputs[0]).Name, x.Floats("kernel", node.Inputs[1].Shape, kernel)];
        if (tail.Shift is { } shift) inputs = [.. inputs, x.Floats("bias", [shift.Length], shift)];
        var value = x.Add("Gemm", inputs, new("", node.Shape));
        tail.Set(x, value);
        return value;
    }

    public static Value Dot(Exporter x, Node node)
    {
        var (a, b) = (x.Last(node.Inputs[0]), x.Last(node.Inputs[1]));
        var turned = x.Add("Transpose", [b.Name], new("", [b.Shape[1], b.Shape[0]]), OnnxAttribute.Of("perm", 0, 2, 1));
        return x.Add("MatMul", [a.Name, turned.Name], new("", node.Shape));
    }
}
