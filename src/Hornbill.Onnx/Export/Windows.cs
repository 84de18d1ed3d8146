using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Onnx.Format;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Export;

/// <summary>Convolutions, with the bias and the normalisation that follow them.</summary>
static class Windows
{
    public static Value Convolution(Exporter x, Node node)
    {
        var (op, kernel) = ((Convolution)node.Op, node.Inputs[1]);
        var bias = node.Inputs.Count > 2 ? Exporter.Numbers(node.Inputs[2]) : null;
        return Convolve(x, node, node.Inputs[0], (op.Strides, op.Dilation, op.Padding), new(Kernel(kernel), Dims(kernel)), bias, 1);
    }

    // Where each channel was repeated, each has several kernels.
    public static Value Depthwise(Exporter x, Node node)
    {
        var op = (DepthwiseConvolution)node.Op;
        var image = node.Inputs[0].Op is RepeatChannels ? node.Inputs[0].Inputs[0] : node.Inputs[0];
        var (w, channels) = (node.Inputs[1].Shape, node.Shape[2]);
        var weights = Turn(Exporter.Numbers(node.Inputs[1]), w[0] * w[1], 1, channels);
        return Convolve(x, node, image, (op.Strides, op.Dilation, op.Padding), new(weights, [channels, 1, w[0], w[1]]), null,
            image.Shape[2]);
    }

    /// <summary>A convolution of groups of channels.</summary>
    /// <param name="x">What writes the graph.</param>
    /// <param name="node">The node that it is the result of.</param>
    /// <param name="image">What is convolved.</param>
    /// <param name="window">How windows lie.</param>
    /// <param name="kernel">Filters, channels of a group, height, width.</param>
    /// <param name="bias">A number for each filter.</param>
    /// <param name="groups">How many groups.</param>
    public static Value Convolve(Exporter x, Node node, Node image, (Pair Strides, Pair Dilation, Padding Padding) window, Filters kernel,
        float[]? bias, int groups)
    {
        var tail = Tail.Of(x, node, kernel.Dims[0], bias);
        kernel.Scale(tail.Scale);
        var shape = tail.Last.Shape;
        var value = x.Add("Conv", Inputs(x, x.First(image), kernel, tail), new("", shape, First: true),
            [.. Window(kernel.Dims[2..], window.Strides, window.Dilation, window.Padding), OnnxAttribute.Of("group", (long)groups)]);
        tail.Set(x, value);
        return value;
    }

    public static Value Transposed(Exporter x, Node node)
    {
        var (op, w) = ((TransposedConvolution)node.Op, node.Inputs[1].Shape);
        // (height, width, filters, channels) to (channels, filters, height, width): the filters are the second.
        var kernel = new Filters(Turn(Exporter.Numbers(node.Inputs[1]), w[0] * w[1], w[2], w[3]), [w[3], w[2], w[0], w[1]]);
        var tail = Tail.Of(x, node, w[2], null);
        kernel.ScaleSecond(tail.Scale);
        var crop = new Padding(op.Crop.Top, op.Crop.Left, Math.Max(0, op.Crop.Bottom), Math.Max(0, op.Crop.Right));
        var value = x.Add("ConvTranspose", Inputs(x, x.First(node.Inputs[0]), kernel, tail), new("", node.Shape, First: true),
            [.. Window(kernel.Dims[2..], op.Strides, op.Dilation, crop),
             OnnxAttribute.Of("output_padding", Math.Max(0, -op.Crop.Bottom), Math.Max(0, -op.Crop.Right))]);
        tail.Set(x, value);
        return value;
    }

    public static Value Bias(Exporter x, Node node)
    {
        var (v, bias) = (x[node.Inputs[0]], Exporter.Numbers(node.Inputs[1]));
        return x.Add("Add", [v.Name, x.Floats("bias", v.First ? [bias.Length, .. Ones(v.Shape.Rank - 1)] : [bias.Length], bias)], v);
    }

    static IEnumerable<int> Ones(int count) => Enumerable.Repeat(1, count);

    static string[] Inputs(Exporter x, Value image, Filters kernel, Tail tail)
    {
        string[] inputs = [image.Name, x.Floats("kernel", kernel.Dims, kernel.Values)];
        return tail.Shift is { } shift ? [.. inputs, x.Floats("bias", [shift.Length], shift)] : inputs;
    }

    static OnnxAttribute[] Window(int[] kernel, Pair strides, Pair dilation, Padding pads) =>
    [
        OnnxAttribute.Of("kernel_shape", kernel),
        OnnxAttribute.Of("strides", strides.Height, strides.Width),
        OnnxAttribute.Of("dilations", dilation.Height, dilation.Width),
        OnnxAttribute.Of("pads", pads.Top, pads.Left, pads.Bottom, pads.Right),
    ];

    /// <summary>A kernel's numbers with filters and channels in front.</summary>
    public static float[] Kernel(Node kernel) =>
        Turn(Exporter.Numbers(kernel), kernel.Shape[0] * kernel.Shape[1], kernel.Shape[2], kernel.Shape[3]);

    /// <summary>A kernel's sizes with filters and channels in front.</summary>
    public static int[] Dims(Node kernel) => [kernel.Shape[3], kernel.Shape[2], kernel.Shape[0], kernel.Shape[1]];

    // (places, channels, filters) to (filters, channels, places).
    static float[] Turn(float[] numbers, int places, int channels, int filters)
    {
        var turned = new float[numbers.Length];
        for (int p = 0, at = 0; p < places; p++)
            for (var c = 0; c < channels; c++)
                for (var f = 0; f < filters; f++)
                    turned[(((f * channels) + c) * places) + p] = numbers[at++];
        return turned;
    }
}
