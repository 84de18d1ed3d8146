using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using static Hornbill.Models.Blocks;

namespace Hornbill.Applications;

/// <summary>Residual nets (He et al., 2015), in two variants. "keras": convolutions with a bias, ε = 1.001e−5, the stride in the first
/// convolution of a block, Keras's names. "torch": no bias, ε = 1e−5, the stride in a bottleneck's 3 × 3 convolution, torchvision's
/// names.</summary>
/// <example><code>var model = ResNet.ResNet18(weights: null, inputShape: [64, 64, 3], classes: 10);</code></example>
public static class ResNet
{
    internal static readonly Application Torch18 = TorchResNet.Net("resnet18", [2, 2, 2, 2], bottleneck: false) with
    {
        Addresses =
        [
            new("https://download.pytorch.org/models/resnet18-f37072fd.pth", "f37072fd", Preprocessing.Torch),
            WeightsAddress.Timm("resnet18.tv_in1k"),
        ],
    };

    internal static readonly Application Torch34 = TorchResNet.Net("resnet34", [3, 4, 6, 3], bottleneck: false) with
    {
        Addresses =
        [
            new("https://download.pytorch.org/models/resnet34-b627a593.pth", "b627a593", Preprocessing.Torch),
            WeightsAddress.Timm("resnet34.tv_in1k"),
        ],
    };

    internal static readonly Application Torch50 = TorchResNet.Net("resnet50", [3, 4, 6, 3], bottleneck: true) with
    {
        Addresses =
        [
            new("https://download.pytorch.org/models/resnet50-0676ba61.pth", "0676ba61", Preprocessing.Torch),
            WeightsAddress.Timm("resnet50.tv_in1k"),
        ],
    };

    internal static readonly Application Keras18 = KerasResNet.Net("resnet18-keras", [2, 2, 2, 2], bottleneck: false);

    internal static readonly Application Keras34 = KerasResNet.Net("resnet34-keras", [3, 4, 6, 3], bottleneck: false);

    internal static readonly Application Keras50 = KerasResNet.Net("resnet50-keras", [3, 4, 6, 3], bottleneck: true) with
    {
        Addresses =
        [
            new("https://storage.googleapis.com/tensorflow/keras-applications/resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5",
                "2cb95161c43110f7111970584f804107", Preprocessing.Caffe),
        ],
    };

    /// <summary>ResNet18: two blocks of two 3 × 3 convolutions in each of four stages; in torchvision's variant 11,689,512
    /// parameters and 9,600 statistics.</summary>
    /// <param name="includeTop">Whether the dense layer is there.</param>
    /// <param name="weights">"imagenet": the published ones, from the cache or fetched; a path; null: drawn from the seed.</param>
    /// <param name="inputShape">Height, width, channels; with the top 224 × 224 × 3 by default, without it any size from 32 × 32.</param>
    /// <param name="pooling">Without the top: "avg" or "max" for one number a channel; null for feature maps.</param>
    /// <param name="classes">Classes of the top.</param>
    /// <param name="classifierActivation">Of the last layer; null for logits.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">Of drawn weights; the next of <see cref="RandomSeed"/> by default.</param>
    /// <param name="variant">"torch", or "keras", of which nobody publishes weights.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the weights are another net's.</exception>
    /// <exception cref="IOException">The weights could not be fetched or read.</exception>
    public static Model ResNet18(bool includeTop = true, string? weights = "imagenet", Shape? inputShape = null, string? pooling = null,
        int classes = 1000, string? classifierActivation = "softmax", string? name = null, ulong? seed = null, string variant = "torch") =>
        Pick(variant, Torch18, Keras18).Build(
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name ?? "resnet18", seed));

    /// <summary>ResNet34: 3, 4, 6 and 3 such blocks.</summary>
    /// <inheritdoc cref="ResNet18"/>
    public static Model ResNet34(bool includeTop = true, string? weights = "imagenet", Shape? inputShape = null, string? pooling = null,
        int classes = 1000, string? classifierActivation = "softmax", string? name = null, ulong? seed = null, string variant = "torch") =>
        Pick(variant, Torch34, Keras34).Build(
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name ?? "resnet34", seed));

    /// <summary>ResNet50: 3, 4, 6 and 3 bottlenecks; 25,636,712 parameters in Keras's variant, of which training leaves 53,120 as they
    /// are.</summary>
    /// <inheritdoc cref="ResNet18"/>
    /// <param name="includeTop">Whether the dense layer is there.</param>
    /// <param name="weights">"imagenet": the published ones, from the cache or fetched; a path; null: drawn from the seed.</param>
    /// <param name="inputShape">Height, width, channels; with the top 224 × 224 × 3 by default, without it any size from 32 × 32.</param>
    /// <param name="pooling">Without the top: "avg" or "max" for one number a channel; null for feature maps.</param>
    /// <param name="classes">Classes of the top.</param>
    /// <param name="classifierActivation">Of the last layer; null for logits.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">Of drawn weights.</param>
    /// <param name="variant">"keras", whose published weights the package Hornbill.Keras reads after <c>KerasModel.Register()</c>, or
    /// "torch", whose the library reads itself.</param>
    public static Model ResNet50(bool includeTop = true, string? weights = "imagenet", Shape? inputShape = null, string? pooling = null,
        int classes = 1000, string? classifierActivation = "softmax", string? name = null, ulong? seed = null, string variant = "keras") =>
        Pick(variant, Torch50, Keras50).Build(
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name ?? "resnet50", seed));

    /// <summary>What Keras's weights of this family were trained with: <see cref="Preprocessing.Caffe"/>. Torchvision's take
    /// <see cref="Preprocessing.Torch"/>.</summary>
    /// <param name="images">RGB, 0 to 255, channels last.</param>
    /// <exception cref="ArgumentException">The last dimension is not 3.</exception>
    public static Tensor PreprocessInput(Tensor images) => Preprocessing.Caffe.Apply(images);

    /// <inheritdoc cref="ImageNet.DecodePredictions"/>
    public static IReadOnlyList<IReadOnlyList<Prediction>> DecodePredictions(Tensor predictions, int top = 5) =>
        ImageNet.DecodePredictions(predictions, top);

    static Application Pick(string variant, Application torch, Application keras) =>
        Choices.Check("variant of a residual net", variant, "torch", "keras") == "torch" ? torch : keras;
}
