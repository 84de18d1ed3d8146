using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Simd;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Xunit;
using Twin = Hornbill.Kernels.Reference;
using Window = Hornbill.Graph.Window;

namespace Hornbill.Tests.Graph;

/// <summary>Values and gradients of the convolution layers against the double References and differences through them.</summary>
public class ConvolutionLayerGradientTests
{
    // The gradients by biases are sums over all places that cancel in part.
    const double Tolerance = 1e-5;

    static readonly Workers Three = new(3);

    static readonly Dictionary<string, Func<TwinGraph, Node>> Layers = new()
    {
        ["groups"] = g => Grouped(g, [5, 6, 6], new Conv2D(4, (3, 2), groups: 2), new(0, 0, 0, 0)),
        ["groups, same, strides, no bias"] = g =>
            Grouped(g, [6, 7, 6], new Conv2D(9, 3, strides: 2, padding: "same", groups: 3, useBias: false), new(0, 1, 1, 1)),
        ["a group for each channel"] = g => Grouped(g, [5, 5, 4], new Conv2D(8, 3, padding: "same", groups: 4), new(1, 1, 1, 1)),
        ["groups with a relu"] = g => g.Relu("relu", Grouped(g, [5, 4, 4], new Conv2D(6, 3, padding: "same", groups: 2), new(1, 1, 1, 1))),
        ["sequence"] = g => Sequence(g, [9, 3], new Conv1D(4, 3, strides: 2, padding: "same"), 1, 1),
        ["causal sequence"] = g => Sequence(g, [8, 2], new Conv1D(3, 3, padding: "causal", dilationRate: 2), 4, 0),
        ["sequence in groups"] = g => Sequence(g, [7, 4], new Conv1D(4, 2, groups: 2, useBias: false), 0, 0),
        ["depthwise"] = g => Depthwise(g, [6, 7, 5], new DepthwiseConv2D((3, 2)), new(0, 0, 0, 0)),
        ["depthwise of one channel"] = g => Depthwise(g, [7, 9, 1], new DepthwiseConv2D(3, padding: "same", useBias: false),
            new(1, 1, 1, 1)),
        ["depthwise, same, strides, multiplier"] = g =>
            Depthwise(g, [7, 6, 3], new DepthwiseConv2D(3, strides: 2, padding: "same", depthMultiplier: 2), new(1, 0, 1, 1)),
        ["depthwise, dilation, many channels"] = g =>
            Depthwise(g, [6, 6, 18], new DepthwiseConv2D(2, padding: "same", dilationRate: 2, useBias: false), new(1, 1, 1, 1)),
        ["depthwise, strides beyond the window"] = g => Depthwise(g, [7, 7, 3], new DepthwiseConv2D(2, strides: 3), new(0, 0, 0, 0)),
        ["depthwise over all of the image"] = g => Depthwise(g, [5, 5, 1], new DepthwiseConv2D(5, strides: 3), new(0, 0, 0, 0)),
        ["depthwise with a relu"] = g => g.Relu("relu", Depthwise(g, [5, 5, 4], new DepthwiseConv2D(3, padding: "same"), new(1, 1, 1, 1))),
        ["depthwise between rims"] = g =>
        {
            var x = g.Relu("first", g.Convolution("conv", g.Input("x", [5, 5, 2]), g.Weight("w", 3, 3, 2, 4), pads: new(1, 1, 1, 1)));
            var y = g.Relu("second", Depthwise(g, x, new DepthwiseConv2D(3, padding: "same"), new(1, 1, 1, 1)));
            return g.Convolution("last", y, g.Weight("v", 3, 3, 4, 2), pads: new(1, 1, 1, 1));
        },
        ["separable"] = g => Separable(g, [6, 6, 3], new SeparableConv2D(4, 3, depthMultiplier: 2), new(0, 0, 0, 0)),
        ["separable, same, no bias"] = g => Separable(g, [6, 5, 4], new SeparableConv2D(3, 3, padding: "same", useBias: false),
            new(1, 1, 1, 1)),
        ["transposed"] = g => Transposed(g, [4, 5, 3], new Conv2DTranspose(4, 3)),
        ["transposed, same"] = g => Transposed(g, [4, 5, 2], new Conv2DTranspose(3, 3, padding: "same", useBias: false)),
        ["transposed, strides"] = g => Transposed(g, [3, 4, 2], new Conv2DTranspose(3, (3, 2), strides: 2)),
        ["transposed, same, strides"] = g => Transposed(g, [3, 4, 2], new Conv2DTranspose(3, (3, 4), strides: (2, 3), padding: "same")),
        ["transposed, strides beyond the window"] = g => Transposed(g, [3, 2, 2], new Conv2DTranspose(2, 2, strides: 4, padding: "same")),
        ["transposed, dilation"] = g => Transposed(g, [4, 4, 2], new Conv2DTranspose(2, 2, padding: "same", dilationRate: (2, 3))),
        ["transposed, output padding"] = g => Transposed(g, [3, 3, 2], new Conv2DTranspose(2, 3, strides: (2, 3), outputPadding: (1, 0))),
        ["transposed, same, output padding"] = g =>
            Transposed(g, [3, 3, 2], new Conv2DTranspose(2, (3, 4), strides: 2, padding: "same", outputPadding: 1)),
        ["transposed with two relus and a pool"] = g =>
            g.Pool("pool", g.Relu("again", g.Relu("relu", Transposed(g, [4, 4, 1], new Conv2DTranspose(5, 3)))), new(2, 2)),
        ["transposed between rims, its input read twice"] = g =>
        {
            var x = g.Relu("relu", g.Convolution("conv", g.Input("x", [4, 4, 2]), g.Weight("w", 3, 3, 2, 3), pads: new(1, 1, 1, 1)));
            var y = Transposed(g, x, new Conv2DTranspose(3, 3, padding: "same"));
            return g.Convolution("last", g.Sum("sum", x, y), g.Weight("v", 3, 3, 3, 2), pads: new(1, 1, 1, 1));
        },
    };

    public static TheoryData<string, int> Cases =>
        [.. Layers.Keys.SelectMany(name => new[] { 1, 3, 7 }.Select(samples => new TheoryDataRow<string, int>(name, samples)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_the_references(string name, int samples)
    {
        var g = new TwinGraph(samples);
        var y = Layers[name](g);
        var loss = g.Loss(g.Flat(y), sparse: false, fromLogits: true);
        var by = g.By(y);
        var gradients = g.Gradients(loss, by);
        g.AssertSaid();
        var request = new Request([y], loss, by, Training: true);
        foreach (var width in SimdWidth.All)
        {
            var run = new PlanRun(g, request, width, width == 8 ? Three : null, spare: width == 4 ? 3 : 0);
            Close.Assert(run[y], g.Value(y), Tolerance, $"y, width {width}");
            foreach (var n in g.Leaves.Keys.Intersect(by)) Close.Terms(run.Gradient(n), gradients.Gradient(n), gradients.GradientTerms(n),
                n.Shape[^1], Tolerance, $"d {n.Name}, width {width}");
        }
    }

    static Node Grouped(TwinGraph g, Shape input, Conv2D layer, Padding pads)
    {
        var shape = Of(g, input, layer, layer.Filters, pads);
        return g.Apply(layer, g.Input("x", input), (x, w) =>
            Biased(Twin.GroupedConvolution.Forward(shape, layer.Groups, x, w[0]), w.ElementAtOrDefault(1)));
    }

    static Node Sequence(TwinGraph g, Shape input, Conv1D layer, int before, int after)
    {
        var shape = Of(g, [1, input[0], input[1]], layer, layer.Filters, new(0, before, 0, after));
        return g.Apply(layer, g.Input("x", input), (x, w) =>
            Biased(Twin.GroupedConvolution.Forward(shape, layer.Groups, x, w[0]), w.ElementAtOrDefault(1)));
    }

    static Node Depthwise(TwinGraph g, Shape input, DepthwiseConv2D layer, Padding pads) => Depthwise(g, g.Input("x", input), layer, pads);

    internal static Node Depthwise(TwinGraph g, Node input, DepthwiseConv2D layer, Padding pads)
    {
        var shape = Of(g, input.Shape, layer, input.Shape[2] * layer.DepthMultiplier, pads);
        return g.Apply(layer, input, (x, w) => Biased(Twin.DepthwiseConvolution.Forward(shape, x, w[0]), w.ElementAtOrDefault(1)));
    }

    static Node Separable(TwinGraph g, Shape input, SeparableConv2D layer, Padding pads)
    {
        var shape = Of(g, input, layer, input[2] * layer.DepthMultiplier, pads);
        var point = new Twin.ConvolutionShape(g.Samples, shape.Out, shape.OutChannels, layer.Filters,
            Pair.One, Pair.One, Pair.One, default);
        return g.Apply(layer, g.Input("x", input),
                       (x, w) => Twin.Convolution.Forward(point, Twin.DepthwiseConvolution.Forward(shape, x, w[0]), w[1],
                           w.ElementAtOrDefault(2)));
    }

    static Node Transposed(TwinGraph g, Shape input, Conv2DTranspose layer) => Transposed(g, g.Input("x", input), layer);

    internal static Node Transposed(TwinGraph g, Node input, Conv2DTranspose layer)
    {
        var (k, s, d, same) = (layer.KernelSize, layer.Strides, layer.DilationRate, layer.Padding == "same");
        var top = Window.Transposed(Window.Span(k.Height, d.Height), s.Height, same, layer.OutputPadding?.Height).Before;
        var left = Window.Transposed(Window.Span(k.Width, d.Width), s.Width, same, layer.OutputPadding?.Width).Before;
        var x = input.Shape;
        Node y = null!;
        y = g.Apply(layer, input, (values, w) =>
            Biased(Twin.TransposedConvolution.Forward(values, g.Samples, x[0], x[1], x[2], w[0], k.Height, k.Width,
            layer.Filters, (s.Height, s.Width), (d.Height, d.Width), top, left, y.Shape[0], y.Shape[1]), w.ElementAtOrDefault(1)));
        return y;
    }

    static Twin.ConvolutionShape Of(TwinGraph g, Shape x, ConvolutionLayer layer, int outputs, Padding pads) =>
        new(g.Samples, new(x[0], x[1]), x[2], outputs, new(layer.KernelSize.Height, layer.KernelSize.Width),
            new(layer.Strides.Height, layer.Strides.Width), new(layer.DilationRate.Height, layer.DilationRate.Width), pads);

    static double[] Biased(double[] y, double[]? bias) => bias is null ? y : [.. y.Select((v, i) => v + bias[i % bias.Length])];
}
