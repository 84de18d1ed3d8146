using System.Globalization;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using static Hornbill.Models.Blocks;

namespace Hornbill.Applications;

/// <summary>EfficientNet-B0 (Tan and Le, 2019) in torchvision's variant: inverted residuals with squeeze and excitation. Layers have
/// torchvision's names; pixels are prepared before the net, where Keras's has layers for it.</summary>
/// <example><code>var trunk = EfficientNet.EfficientNetB0(includeTop: false, pooling: "avg");</code></example>
public static class EfficientNet
{
    const double DropConnect = 0.2;

    // Times expanded, window, stride of the first, channels, blocks.
    static readonly (int Times, int Window, int Strides, int Channels, int Blocks)[] Stages =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
    ];

    internal static readonly Application Net = new("efficientnet-b0", "Tan and Le 2019, torchvision's variant", Trunk, Top, "classifier.1")
    {
        Resizing = "bicubic antialiased",
        Names = [new("torchvision", layer => layer), new("timm", TimmName)],
        Addresses =
        [
            new("https://download.pytorch.org/models/efficientnet_b0_rwightman-3dd342df.pth", "3dd342df", Preprocessing.Torch),
            WeightsAddress.Timm("efficientnet_b0.ra_in1k"),
        ],
    };

    /// <summary>EfficientNet-B0: 5,288,548 parameters and 42,016 statistics.</summary>
    /// <inheritdoc cref="VGG.VGG16"/>
    public static Model EfficientNetB0(bool includeTop = true, string? weights = "imagenet", Shape? inputShape = null,
        string? pooling = null, int classes = 1000, string? classifierActivation = "softmax", string? name = null, ulong? seed = null) =>
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
        x = Chain(x, [.. Conv(32, 3, 2, "features.0.0"), .. Normed("features.0.1")]);
        var (all, done) = (Stages.Sum(s => s.Blocks), 0);
        for (var stage = 0; stage < Stages.Length; stage++)
            for (var i = 0; i < Stages[stage].Blocks; i++)
                x = Block(x, stage, i == 0 ? Stages[stage].Strides : 1, DropConnect * done++ / all, $"features.{stage + 1}.{i}.block");
        return Chain(x, [.. Conv(1280, 1, 1, "features.8.0"), .. Normed("features.8.1")]);
    }

    static Node Top(Node x, ApplicationSettings settings) => Chain(x, new GlobalAveragePooling2D(), new Dropout(0.2),
        new Dense(settings.Classes, settings.ClassifierActivation, name: "classifier.1"));

    static Node Block(Node x, int stage, int strides, double drop, string name)
    {
        var (times, window, _, channels, _) = Stages[stage];
        var (y, part) = (x, 0);
        if (times > 1) y = Chain(y, [.. Conv(times * x.Shape[^1], 1, 1, $"{name}.{part}.0"), .. Normed($"{name}.{part++}.1")]);
        y = Chain(y, [.. Depthwise(window, strides, $"{name}.{part}.0"), .. Normed($"{name}.{part++}.1")]);
        y = Excited(y, x.Shape[^1] / 4, $"{name}.{part++}");
        y = Chain(y, [.. Conv(channels, 1, 1, $"{name}.{part}.0"), Norm($"{name}.{part}.1")]);
        if (strides > 1 || x.Shape[^1] != channels) return y;
        // Now and then a sample goes around the block only.
        if (drop > 0) y = new Dropout(drop, [null, 1, 1, 1]).Apply(y);
        return new Add().Apply(x, y);
    }

    static Node Excited(Node x, int squeezed, string name) => new Multiply().Apply(x, Chain(x, new GlobalAveragePooling2D(keepDims: true),
        new Conv2D(squeezed, 1, activation: "silu", name: $"{name}.fc1"),
        new Conv2D(x.Shape[^1], 1, activation: "sigmoid", name: $"{name}.fc2")));

    static Layer[] Conv(int filters, int window, int strides, string name)
    {
        var conv = new Conv2D(filters, window, strides, useBias: false, kernelInitializer: "he_normal", name: name);
        return window == 1 ? [conv] : [new ZeroPadding2D(window / 2), conv];
    }

    static Layer[] Depthwise(int window, int strides, string name) => strides == 1
        ? [new DepthwiseConv2D(window, 1, "same", useBias: false, name: name)]
        : [new ZeroPadding2D(window / 2), new DepthwiseConv2D(window, strides, useBias: false, name: name)];

    static Layer[] Normed(string name) => [Norm(name), new Activation("silu")];

    static BatchNormalization Norm(string name) => new(momentum: 0.9, epsilon: 1e-5, name: name);

    // features.3.0.block.1.0 is the third stage's first block's depthwise convolution: blocks.2.0.conv_dw.
    static string TimmName(string layer)
    {
        switch (layer)
        {
            case "features.0.0": return "conv_stem";
            case "features.0.1": return "bn1";
            case "features.8.0": return "conv_head";
            case "features.8.1": return "bn2";
            case "classifier.1": return "classifier";
        }
        var parts = layer.Split('.');
        var stage = int.Parse(parts[1], CultureInfo.InvariantCulture) - 1;
        string[] names = stage == 0 ? ["conv_dw", "bn1", "se", "", "conv_pw", "bn2"]
            : ["conv_pw", "bn1", "conv_dw", "bn2", "se", "", "conv_pwl", "bn3"];
        var name = parts[5] switch
        {
            "fc1" => "se.conv_reduce",
            "fc2" => "se.conv_expand",
            var second => names[(2 * (parts[4][0] - '0')) + second[0] - '0'],
        };
        return $"blocks.{stage}.{parts[2]}.{name}";
    }
}
