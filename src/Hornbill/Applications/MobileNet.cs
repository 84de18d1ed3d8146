using System.Globalization;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using static Hornbill.Models.Blocks;

namespace Hornbill.Applications;

/// <summary>MobileNetV2 (Sandler et al., 2018) in torchvision's variant: inverted residuals, which expand, convolve each channel by itself,
/// and project. Layers have torchvision's names; ε = 1e−5 and rims on all sides, where Keras has 1e−3 and "same".</summary>
/// <example><code>var trunk = MobileNet.MobileNetV2(includeTop: false, inputShape: [96, 96, 3], pooling: "avg");</code></example>
public static class MobileNet
{
    // Times expanded, channels, blocks, stride of the first.
    static readonly (int Times, int Channels, int Blocks, int Strides)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    internal static readonly Application Net = new("mobilenetv2", "Sandler et al. 2018, torchvision's variant", Trunk, Top, "classifier.1")
    {
        Names = [new("torchvision", layer => layer), new("timm", TimmName)],
        Addresses =
        [
            new("https://download.pytorch.org/models/mobilenet_v2-b0353104.pth", "b0353104", Preprocessing.Torch),
            WeightsAddress.Timm("mobilenetv2_100.ra_in1k"),
        ],
    };

    /// <summary>MobileNetV2: 3,504,872 parameters and 34,112 statistics.</summary>
    /// <inheritdoc cref="VGG.VGG16"/>
    public static Model MobileNetV2(bool includeTop = true, string? weights = "imagenet", Shape? inputShape = null, string? pooling = null,
        int classes = 1000, string? classifierActivation = "softmax", string? name = null, ulong? seed = null) =>
        Net.Build(new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>What torchvision's weights were trained with: <see cref="Preprocessing.Torch"/>.</summary>
    /// <param name="images">RGB, 0 to 255, channels last.</param>
    /// <exception cref="ArgumentException">The last dimension is not 3.</exception>
    public static Tensor PreprocessInput(Tensor images) => Preprocessing.Torch.Apply(images);

    /// <inheritdoc cref="ImageNet.DecodePredictions"/>
    public static IReadOnlyList<IReadOnlyList<Prediction>> DecodePredictions(Tensor predictions, int top = 5) =>
        ImageNet.DecodePredictions(predictions, top);

    static Node Trunk(Node x)
    {
        x = Chain(x, [new ZeroPadding2D(1), Conv(32, 3, 2, "features.0.0"), .. Normed("features.0.1")]);
        var place = 1;
        foreach (var (times, channels, blocks, strides) in Stages)
            for (var i = 0; i < blocks; i++) x = Block(x, times, channels, i == 0 ? strides : 1, $"features.{place++}.conv");
        return Chain(x, [Conv(1280, 1, 1, "features.18.0"), .. Normed("features.18.1")]);
    }

    static Node Top(Node x, ApplicationSettings settings) => Chain(x, new GlobalAveragePooling2D(), new Dropout(0.2),
        new Dense(settings.Classes, settings.ClassifierActivation, name: "classifier.1"));

    static Node Block(Node x, int times, int channels, int strides, string name)
    {
        var (y, part) = (x, 0);
        if (times > 1) y = Chain(y, [Conv(times * x.Shape[^1], 1, 1, $"{name}.{part}.0"), .. Normed($"{name}.{part++}.1")]);
        y = Chain(y, [.. Depthwise(strides, $"{name}.{part}.0"), .. Normed($"{name}.{part++}.1"),
            Conv(channels, 1, 1, $"{name}.{part++}"), Norm($"{name}.{part}")]);
        return strides == 1 && x.Shape[^1] == channels ? new Add().Apply(x, y) : y;
    }

    static Layer[] Depthwise(int strides, string name) => strides == 1
        ? [new DepthwiseConv2D(3, 1, "same", useBias: false, name: name)]
        : [new ZeroPadding2D(1), new DepthwiseConv2D(3, strides, useBias: false, name: name)];

    static Conv2D Conv(int filters, int window, int strides, string name) =>
        new(filters, window, strides, useBias: false, kernelInitializer: "he_normal", name: name);

    static Layer[] Normed(string name) => [Norm(name), new ReLU(maxValue: 6)];

    static BatchNormalization Norm(string name) => new(momentum: 0.9, epsilon: 1e-5, name: name);

    // features.4.conv.1.0 is the third stage's first block's depthwise convolution: blocks.2.0.conv_dw.
    static string TimmName(string layer)
    {
        var parts = layer.Split('.');
        switch (layer)
        {
            case "features.0.0": return "conv_stem";
            case "features.0.1": return "bn1";
            case "features.18.0": return "conv_head";
            case "features.18.1": return "bn2";
            case "classifier.1": return "classifier";
        }
        var block = int.Parse(parts[1], CultureInfo.InvariantCulture) - 1;
        var stage = 0;
        while (block >= Stages[stage].Blocks) block -= Stages[stage++].Blocks;
        string[] names = stage == 0 ? ["conv_dw", "bn1", "conv_pw", "bn2"] : ["conv_pw", "bn1", "conv_dw", "bn2", "conv_pwl", "bn3"];
        var part = int.Parse(parts[3], CultureInfo.InvariantCulture);
        // Where there are two numbers a convolution and its normalization share the first; the last two stand alone.
        var last = (names.Length / 2) - 1;
        var at = parts.Length == 5 ? (2 * part) + parts[4][0] - '0' : (2 * last) + part - last;
        return $"blocks.{stage}.{block}.{names[at]}";
    }
}
