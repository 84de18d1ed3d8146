using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using static Hornbill.Models.Blocks;

namespace Hornbill.Applications;

/// <summary>The residual nets for images of 32 × 32 of He et al. (2015), section 4.2: three stages of blocks with 16, 32 and 64 filters.
/// Where the size changes the shortcut is a 1 × 1 convolution (their option B).</summary>
/// <example><code>var model = SmallResNet.ResNet20(classes: 10);</code></example>
public static class SmallResNet
{
    const int BlocksOf20 = 3, CifarClasses = 10;

    internal static readonly Application Net20 =
        new("resnet20", "He et al. 2015, for 32 × 32", x => Trunk(x, BlocksOf20), Top, "predictions")
        {
            Side = 32,
            LeastSide = 8,
            Classes = CifarClasses,
            Preprocessing = Preprocessing.Unit,
        };

    /// <summary>ResNet20: 272,474 parameters that training changes.</summary>
    /// <param name="includeTop">Whether the dense layer is there.</param>
    /// <param name="weights">A file; null: drawn from the seed. Nobody publishes weights in these names.</param>
    /// <param name="inputShape">Height, width, channels; with the top 32 × 32 × 3 by default, without it any size from 8 × 8.</param>
    /// <param name="pooling">Without the top: "avg" or "max" for one number a channel; null for feature maps.</param>
    /// <param name="classes">Classes of the top.</param>
    /// <param name="classifierActivation">Of the last layer; null for logits.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">Of drawn weights; the next of <see cref="RandomSeed"/> by default.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the weights are another net's.</exception>
    public static Model ResNet20(bool includeTop = true, string? weights = null, Shape? inputShape = null, string? pooling = null,
        int classes = CifarClasses, string? classifierActivation = "softmax", string? name = null, ulong? seed = null) =>
        Net20.Build(new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>From 0 to 1: <see cref="Preprocessing.Unit"/>.</summary>
    /// <param name="images">RGB, 0 to 255, channels last.</param>
    /// <exception cref="ArgumentException">The last dimension is not 3.</exception>
    public static Tensor PreprocessInput(Tensor images) => Preprocessing.Unit.Apply(images);

    static Node Trunk(Node x, int blocks)
    {
        x = Chain(x, Conv(16, 3, 1, "conv1"), new BatchNormalization(name: "bn1"), new Activation("relu"));
        for (var stage = 1; stage <= 3; stage++)
            for (var i = 1; i <= blocks; i++) x = Block(x, 8 << stage, stage > 1 && i == 1 ? 2 : 1, $"stage{stage}_block{i}");
        return x;
    }

    static Node Top(Node x, ApplicationSettings settings) => Chain(x, new GlobalAveragePooling2D(),
        new Dense(settings.Classes, settings.ClassifierActivation, kernelInitializer: "he_normal", name: "predictions"));

    static Node Block(Node x, int filters, int strides, string name)
    {
        var shortcut = strides == 1 ? x
            : Chain(x, Conv(filters, 1, strides, $"{name}_conv0"), new BatchNormalization(name: $"{name}_bn0"));
        var y = Chain(x, Conv(filters, 3, strides, $"{name}_conv1"), new BatchNormalization(name: $"{name}_bn1"), new Activation("relu"),
            Conv(filters, 3, 1, $"{name}_conv2"), new BatchNormalization(name: $"{name}_bn2"));
        return Chain(new Add().Apply(shortcut, y), new Activation("relu"));
    }

    static Conv2D Conv(int filters, int window, int strides, string name) =>
        new(filters, window, strides, "same", useBias: false, kernelInitializer: "he_normal", name: name);
}
