using Hornbill.Onnx.Format;
using Hornbill.Onnx.Import;
using Hornbill.Tensors;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>Parts of samples that are more than neighbours: backward, and in several dimensions at once.</summary>
public class PartsTests
{
    // Of (2, 3) numbers 0 to 5.
    [Theory]
    [InlineData(new[] { 2 }, new[] { -1 }, new[] { int.MinValue }, new[] { -1 }, "2 1 0 5 4 3")]
    [InlineData(new[] { 2 }, new[] { 2 }, new[] { 0 }, new[] { -2 }, "2 5")]
    [InlineData(new[] { 1, 2 }, new[] { int.MaxValue, -1 }, new[] { int.MinValue, -3 }, new[] { -1, -1 }, "5 4 2 1")]
    [InlineData(new[] { 1, 2 }, new[] { 1, 0 }, new[] { -5, 2 }, new[] { -1, 1 }, "3 4 0 1")]
    public void A_part_may_go_backward(int[] axes, int[] starts, int[] ends, int[] steps, string expected)
    {
        var model = Model("Slice", [1, 2, 3], ["x", "starts", "ends", "axes", "steps"], Whole("starts", starts), Whole("ends", ends),
            Whole("axes", axes), Whole("steps", steps));
        Assert.Equal(expected, string.Join(' ', model.Predict(new Tensor([1, 2, 3], [0, 1, 2, 3, 4, 5])).Data));
    }

    [Fact]
    public void A_part_that_leaves_nothing_is_told() =>
        ThreeParts.Throws<InvalidDataException>(() => Model("Slice", [1, 2, 3], ["x", "starts", "ends", "axes", "steps"],
            Whole("starts", [0]), Whole("ends", [2]), Whole("axes", [2]), Whole("steps", [-1])), "'y'");

    [Fact]
    public void Places_may_have_two_dimensions()
    {
        var places = OnnxTensor.Of("places", [2, 2], [0L, 2, -1, 1]);
        var model = Model("Gather", [1, 3, 2], ["x", "places"], places);
        Assert.Equal([2, 2, 2], model.OutputShape);
        Assert.Equal("0 1 4 5 4 5 2 3", string.Join(' ', model.Predict(new Tensor([1, 3, 2], [0, 1, 2, 3, 4, 5])).Data));
    }

    static OnnxTensor Whole(string name, int[] values) => OnnxTensor.Of(name, [.. values.Select(v => (long)v)]);

    // Inputs of two dimensions stay as the file has them: nothing here knows channels.
    static Hornbill.Models.Model Model(string op, long[] dims, string[] inputs, params OnnxTensor[] constants)
    {
        OnnxNode node = new() { Operator = op, Name = "y", Inputs = [.. inputs], Outputs = ["y"] };
        if (op == "Gather") node.Attributes.Add(OnnxAttribute.Of("axis", 1L));
        var file = new OnnxFile { IrVersion = 8, Graph = new() { Name = "parts", Nodes = [node], Initializers = [.. constants] } };
        file.Graph.Inputs.Add(new() { Name = "x", Dims = [.. dims] });
        file.Graph.Outputs.Add(new() { Name = "y", Dims = [.. dims] });
        file.Operators.Add(("", 13));
        using var stream = new MemoryStream();
        file.Write().CopyTo(stream);
        return OnnxReader.Read(stream.ToArray(), "parts", null, null).Model;
    }
}
