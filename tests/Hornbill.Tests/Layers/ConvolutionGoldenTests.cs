using System.Text.Json;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Graph;
using Xunit;

namespace Hornbill.Tests.Layers;

/// <summary>The convolution layers against PyTorch behind Keras's shape rules: eng/golden/convolutions.py.</summary>
public class ConvolutionGoldenTests
{
    const int Samples = 2;
    const double Tolerance = 1e-5;

    static readonly JsonElement Golden = GoldenData.Read("convolutions.json");

    public static TheoryData<string> Cases =>
        [.. Golden.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Object).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_PyTorchs(string name)
    {
        var c = Golden.GetProperty(name);
        var g = new TwinGraph(Samples);
        var x = g.Input("x", Shape.Create(c.Ints("input")));
        var y = g.Apply(Layer(c), x);
        Assert.Equal(Shape.Create(c.Ints("shape")), y.Shape);
        var weights = g.Weights.ToArray();
        var by = g.By(y);
        var dy = g.Weight("dy", y.Shape.Elements, 1);
        var sum = g.Dense("sum", g.Flat(y), dy);
        var stream = c.GetProperty("stream").GetInt64();
        Node[] given = [x, .. weights, dy];
        for (var i = 0; i < given.Length; i++) g.Leaves[given[i]] = GoldenData.Signed(stream + i, g.Leaves[given[i]].Length, 1);

        var run = new PlanRun(g, new Request([y], sum, by, Training: true));
        Close.Assert(run[y], c.Doubles("y"), Tolerance, "y");
        Close.Assert(run.Gradient(x), c.Doubles("dx"), Tolerance, "dx");
        var dw = c.GetProperty("dw").EnumerateArray().ToArray();
        Assert.Equal(dw.Length, weights.Length);
        for (var i = 0; i < dw.Length; i++)
            Close.Assert(run.Gradient(weights[i]), [.. dw[i].EnumerateArray().Select(e => e.GetDouble())], Tolerance, weights[i].Name);
    }

    static Layer Layer(JsonElement c)
    {
        int Int(string name) => c.GetProperty(name).GetInt32();
        var (filters, groups, multiplier, padding) =
            (Int("filters"), Int("groups"), Int("multiplier"), c.GetProperty("padding").GetString()!);
        Size? more = c.TryGetProperty("output_padding", out _) ? Of(c.Ints("output_padding")) : null;
        int[] kernel = c.Ints("kernel"), strides = c.Ints("strides"), dilation = c.Ints("dilation");
        return c.GetProperty("layer").GetString() switch
        {
            "Conv1D" => new Conv1D(filters, kernel[0], strides[0], padding, dilation[0], groups),
            "Conv2D" => new Conv2D(filters, Of(kernel), Of(strides), padding, Of(dilation), groups),
            "DepthwiseConv2D" => new DepthwiseConv2D(Of(kernel), Of(strides), padding, multiplier, Of(dilation)),
            "SeparableConv2D" => new SeparableConv2D(filters, Of(kernel), Of(strides), padding, Of(dilation), multiplier),
            _ => new Conv2DTranspose(filters, Of(kernel), Of(strides), padding, more, Of(dilation)),
        };
    }

    static Size Of(int[] pair) => (pair[0], pair[1]);
}
