using Hornbill.Layers;
using Hornbill.Onnx.Format;
using Hornbill.Onnx.Import;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>Gelu as files before operator set 20 have it.</summary>
public class GeluTests
{
    static OnnxNode Node(string op, string a, string b, string output) =>
        new() { Operator = op, Name = output, Inputs = b.Length == 0 ? [a] : [a, b], Outputs = [output] };

    static readonly OnnxNode[] Begin = [Node("Div", "x", "root", "u"), Node("Erf", "u", "", "e"), Node("Add", "e", "one", "s")];

    public static TheoryData<string> Orders => ["half first", "half last", "half within"];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Three_orders_are_one_activation(string order)
    {
        OnnxNode[] end = order switch
        {
            "half first" => [Node("Mul", "half", "x", "h"), Node("Mul", "h", "s", "y")],
            "half last" => [Node("Mul", "x", "s", "p"), Node("Mul", "p", "half", "y")],
            _ => [Node("Mul", "s", "half", "p"), Node("Mul", "x", "p", "y")],
        };
        var model = OnnxReader.Read(Bytes([.. Begin, .. end]), "gelu", null, null).Model;
        Assert.Equal("gelu", Assert.IsType<Activation>(model.Layers[^1]).GetConfig().String("activation"));
        Assert.Equal(2, model.Layers.Count);
    }

    [Fact]
    public void An_erf_by_itself_is_refused()
    {
        var error = Assert.Throws<InvalidDataException>(() =>
            OnnxReader.Read(Bytes([.. Begin[..2], Node("Add", "e", "half", "y")]), "erf", null, null));
        Assert.Contains("gelu", error.Message, StringComparison.Ordinal);
    }

    static byte[] Bytes(OnnxNode[] nodes)
    {
        var file = new OnnxFile { IrVersion = 8, Graph = new() { Name = "gelu", Nodes = [.. nodes] } };
        file.Graph.Initializers.AddRange([OnnxTensor.Of("root", [], [MathF.Sqrt(2)]), OnnxTensor.Of("one", [], [1]),
            OnnxTensor.Of("half", [], [0.5f])]);
        file.Graph.Inputs.Add(new() { Name = "x", Dims = [-1, 5] });
        file.Graph.Outputs.Add(new() { Name = "y", Dims = [-1, 5] });
        file.Operators.Add(("", 13));
        using var stream = new MemoryStream();
        file.Write().CopyTo(stream);
        return stream.ToArray();
    }
}
