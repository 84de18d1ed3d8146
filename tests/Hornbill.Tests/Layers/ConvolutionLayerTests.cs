using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Layers;

public class ConvolutionLayerTests
{
    // Lab C's variants of one net, with the numbers of weights that Keras counts.
    [Fact]
    public void Parameters_are_Keras_s()
    {
        Assert.Equal(541_983, Net(new SeparableConv2D(32, 3, activation: "relu"), new MaxPooling2D(2)).ParameterCount);
        Assert.Equal(1_995, Net(new DepthwiseConv2D(28, strides: 3, activation: "relu")).ParameterCount);
        Assert.Equal(721_430, Net(new Conv2DTranspose(32, 3, activation: "relu"), new Activation("relu"),
            new MaxPooling2D(2)).ParameterCount);
    }

    [Fact]
    public void Weights_have_Keras_s_names_and_layouts()
    {
        Assert.Equal([("kernel", "(3, 4, 2, 6)"), ("bias", "(6,)")], Weights(new Conv2D(6, (3, 4), groups: 2), 9, 9, 4));
        Assert.Equal([("kernel", "(3, 2, 6)"), ("bias", "(6,)")], Weights(new Conv1D(6, 3, groups: 2), 9, 4));
        Assert.Equal([("kernel", "(3, 4, 5, 2)"), ("bias", "(10,)")], Weights(new DepthwiseConv2D((3, 4), depthMultiplier: 2), 9, 9, 5));
        Assert.Equal([("depthwise_kernel", "(3, 4, 5, 2)"), ("pointwise_kernel", "(1, 1, 10, 7)"), ("bias", "(7,)")],
                     Weights(new SeparableConv2D(7, (3, 4), depthMultiplier: 2), 9, 9, 5));
        Assert.Equal([("kernel", "(3, 4, 7, 5)"), ("bias", "(7,)")], Weights(new Conv2DTranspose(7, (3, 4)), 9, 9, 5));
        Assert.Equal([("kernel", "(3, 4, 7, 5)")], Weights(new Conv2DTranspose(7, (3, 4), useBias: false), 9, 9, 5));
    }

    [Fact]
    public void Names_are_Keras_s()
    {
        var model = new Sequential(
            [new Input(9, 9, 2), new DepthwiseConv2D(3), new Conv2DTranspose(2, 3), new SeparableConv2D(2, 3), new Reshape(49, 2),
                new Conv1D(2, 3)]);
        Assert.Equal(["input", "depthwise_conv2d", "conv2d_transpose", "separable_conv2d", "reshape", "conv1d"],
            model.Layers.Select(l => l.Name));
    }

    // size, window, strides, output padding (−1: none): valid, same.
    [Theory]
    [InlineData(28, 3, 1, -1, 30, 28)]
    [InlineData(7, 3, 2, -1, 15, 14)]
    [InlineData(7, 2, 3, -1, 21, 21)]
    [InlineData(7, 4, 2, -1, 16, 14)]
    [InlineData(7, 3, 2, 0, 15, 13)]
    [InlineData(7, 3, 2, 1, 16, 14)]
    [InlineData(7, 4, 2, 1, 17, 13)]
    [InlineData(1, 1, 1, -1, 1, 1)]
    public void Sides_of_a_transposed_convolution(int size, int window, int strides, int outputPadding, int valid, int same)
    {
        Size? extra = outputPadding < 0 ? null : outputPadding;
        Assert.Equal(Shape.Create(valid, valid, 2), Output(new Conv2DTranspose(2, window, strides, outputPadding: extra), size));
        Assert.Equal(Shape.Create(same, same, 2), Output(new Conv2DTranspose(2, window, strides, "same", extra), size));
    }

    [Fact]
    public void A_group_for_each_channel_is_a_depthwise_convolution()
    {
        var grouped = new Sequential([new Input(9, 8, 6),
            new Conv2D(12, 3, padding: "same", groups: 6, biasInitializer: "random_normal", activation: "tanh")]);
        var depthwise = new Sequential([new Input(9, 8, 6),
            new DepthwiseConv2D(3, padding: "same", depthMultiplier: 2, activation: "tanh")]);
        var values = grouped.Values();
        depthwise.SetWeights([new([3, 3, 6, 2], values[0].Data), values[1]]);
        var x = Samples.Random([9, 8, 6], 5);
        Assert.Equal(grouped.Predict(x).Data, depthwise.Predict(x).Data);
    }

    [Fact]
    public void Groups_are_convolutions_side_by_side()
    {
        var grouped = new Sequential([new Input(7, 6, 4), new Conv2D(6, 3, groups: 2, useBias: false)]);
        var single = new Sequential([new Input(7, 6, 2), new Conv2D(3, 3, useBias: false)]);
        var (x, y, kernel) = (Samples.Random([7, 6, 4], 3), new Tensor([3, 5, 4, 6]), grouped.Values()[0]);
        for (var g = 0; g < 2; g++)
        {
            single.SetWeights([Share(kernel, 2, g)]);
            var part = single.Predict(Share(x, 2, g));
            for (var i = 0; i < part.Data.Length; i++) y.Data[(i / 3 * 6) + (g * 3) + (i % 3)] = part.Data[i];
        }
        Close.Assert(grouped.Predict(x).Data, [.. y.Data.Select(v => (double)v)], 1e-6);
    }

    [Fact]
    public void A_causal_sequence_does_not_see_what_comes_later()
    {
        var model = new Sequential([new Input(12, 2), new Conv1D(3, 3, padding: "causal", dilationRate: 2)]);
        var x = Samples.Random([12, 2], 1);
        var before = model.Predict(x).Data[..(8 * 3)];
        for (var i = 8 * 2; i < x.Data.Length; i++) x.Data[i] = 9;
        Assert.Equal(before, model.Predict(x).Data[..(8 * 3)]);
        Assert.All(model.Predict(x).Data[(8 * 3)..].Chunk(3), step => Assert.Contains(step, v => Math.Abs(v) > 1));
    }

    [Fact]
    public void Settings_that_do_not_fit()
    {
        ThreeParts.Throws<ArgumentException>(() => new Conv2D(5, 3, groups: 2), "5 filters", "2 groups");
        ThreeParts.Throws<ArgumentException>(() => new Conv2D(5, 3, groups: 0), "0 groups");
        ThreeParts.Throws<ArgumentException>(() => new DepthwiseConv2D(3, depthMultiplier: 0), "DepthwiseConv2D", "0");
        ThreeParts.Throws<ArgumentException>(() => new SeparableConv2D(0, 3), "SeparableConv2D", "0 filters");
        ThreeParts.Throws<ArgumentException>(() => new SeparableConv2D(4, 3, strides: 2, dilationRate: 2), "SeparableConv2D", "(2, 2)");
        ThreeParts.Throws<ArgumentException>(() => new Conv2DTranspose(4, 3, strides: 2, outputPadding: 2), "(2, 2)");
        ThreeParts.Throws<ArgumentException>(() => new Conv2DTranspose(4, 3, outputPadding: (0, -1)), "(0, -1)");
        ThreeParts.Throws<ArgumentException>(() => new Conv2D(4, 3, padding: "causal"), "padding");
        ThreeParts.Throws<ArgumentException>(() => new Conv1D(4, -1), "Conv1D", "-1");
    }

    [Fact]
    public void Inputs_that_do_not_fit()
    {
        ThreeParts.Throws<ArgumentException>(() => Output(new Conv2D(4, 5), 4), "conv2d", "(4, 4, 1)", "5 × 5");
        ThreeParts.Throws<ArgumentException>(() => Output(new DepthwiseConv2D(5), 4), "depthwise_conv2d", "(4, 4, 1)", "5 × 5");
        ThreeParts.Throws<ArgumentException>(() => Output(new SeparableConv2D(3, 3, dilationRate: 2), 4), "separable_conv2d", "5 × 5");
        ThreeParts.Throws<ArgumentException>(() =>
            Output(new Conv2DTranspose(3, 2, 2, "same", outputPadding: 0), 1), "conv2d_transpose", "(0, 0)");
        ThreeParts.Throws<ArgumentException>(() => new Sequential([new Input(5, 5, 3), new Conv2D(4, 3, groups: 2)]), "(5, 5, 3)", "2");
        ThreeParts.Throws<ArgumentException>(() => new Sequential([new Input(5, 5), new DepthwiseConv2D(3)]), "(5, 5)");
        ThreeParts.Throws<ArgumentException>(() => new Sequential([new Input(5), new Conv1D(3, 2)]), "(5,)", "Reshape(5, 1)");
        ThreeParts.Throws<ArgumentException>(() => new Sequential([new Input(2, 3), new Conv1D(3, 3)]), "(2, 3)", "3 steps");
    }

    [Fact]
    public void Sizes_beyond_all_memory()
    {
        ThreeParts.Throws<ArgumentException>(() =>
            Output(new Conv2DTranspose(64, 3, strides: 4096), 28), "conv2d_transpose", "(28, 28, 1)");
        ThreeParts.Throws<ArgumentException>(() =>
            Output(new DepthwiseConv2D(1, depthMultiplier: 3_000_000), 28), "depthwise_conv2d", "3000000");
        ThreeParts.Throws<ArgumentException>(() =>
            Output(new SeparableConv2D(1, 4096, padding: "same", dilationRate: 4096), 1), "separable_conv2d");
        ThreeParts.Throws<ArgumentException>(() => new Sequential([new Input(9, 1), new Conv1D(int.MaxValue, 1)]), "conv1d");
    }

    static Sequential Net(params Layer[] layers) =>
        new([new Input(28, 28, 1), .. layers, new Flatten(), new Dense(100, activation: "relu"), new Dense(10, activation: "softmax")]);

    static IEnumerable<(string, string)> Weights(Layer layer, params int[] input) =>
        new Sequential([new Input(input), layer]).GetWeights().Select(w => (w.Name.Split('/')[^1], $"{w.Value.Shape}"));

    static Shape Output(Layer layer, int size) => new Sequential([new Input(size, size, 1), layer]).OutputShape;

    static Tensor Share(Tensor all, int shares, int share)
    {
        var columns = all.Shape[^1];
        return new(Shape.Create([.. all.Shape.ToArray()[..^1], columns / shares]),
            [.. all.Data.Where((_, i) => i % columns / (columns / shares) == share)]);
    }
}
