using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using static Hornbill.Models.Blocks;

namespace Hornbill.Applications;

/// <summary>VGG16 and VGG19 (Simonyan and Zisserman, 2014): five blocks of 3 × 3 convolutions with pooling behind each. Layers have
/// Keras's names.</summary>
/// <example><code>
/// var trunk = VGG.VGG16(includeTop: false, inputShape: [48, 48, 3]);
/// var features = trunk.Predict(VGG.PreprocessInput(images));
/// </code></example>
public static class VGG
{
    internal static readonly Application Net16 = Net("vgg16", "Simonyan and Zisserman 2014, 16 layers with weights", [2, 2, 3, 3, 3]) with
    {
        Addresses =
        [
            new("https://download.pytorch.org/models/vgg16-397923af.pth", "397923af", Preprocessing.Torch),
            WeightsAddress.Timm("vgg16.tv_in1k"),
        ],
    };

    internal static readonly Application Net19 = Net("vgg19", "Simonyan and Zisserman 2014, 19 layers with weights", [2, 2, 4, 4, 4]) with
    {
        Addresses =
        [
            new("https://download.pytorch.org/models/vgg19-dcbb9e9d.pth", "dcbb9e9d", Preprocessing.Torch),
            WeightsAddress.Timm("vgg19.tv_in1k"),
        ],
    };

    /// <summary>VGG16: 138,357,544 parameters, 14,714,688 without its top.</summary>
    /// <param name="includeTop">Whether the three dense layers are there.</param>
    /// <param name="weights">"imagenet": the published ones, from the cache or fetched; a path; null: drawn from the seed.</param>
    /// <param name="inputShape">Height, width, channels; with the top 224 × 224 × 3 by default, without it any size from 32 × 32.</param>
    /// <param name="pooling">Without the top: "avg" or "max" for one number a channel; null for feature maps.</param>
    /// <param name="classes">Classes of the top.</param>
    /// <param name="classifierActivation">Of the last layer; null for logits.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">Of drawn weights; the next of <see cref="RandomSeed"/> by default.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the weights are another net's.</exception>
    /// <exception cref="IOException">The weights could not be fetched or read.</exception>
    public static Model VGG16(bool includeTop = true, string? weights = "imagenet", Shape? inputShape = null, string? pooling = null,
        int classes = 1000, string? classifierActivation = "softmax", string? name = null, ulong? seed = null) =>
        Net16.Build(new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>VGG19: 143,667,240 parameters, 20,024,384 without its top.</summary>
    /// <inheritdoc cref="VGG16"/>
    public static Model VGG19(bool includeTop = true, string? weights = "imagenet", Shape? inputShape = null, string? pooling = null,
        int classes = 1000, string? classifierActivation = "softmax", string? name = null, ulong? seed = null) =>
        Net19.Build(new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>What Keras's weights of this family were trained with: <see cref="Preprocessing.Caffe"/>. Torchvision's take
    /// <see cref="Preprocessing.Torch"/>.</summary>
    /// <param name="images">RGB, 0 to 255, channels last.</param>
    /// <exception cref="ArgumentException">The last dimension is not 3.</exception>
    public static Tensor PreprocessInput(Tensor images) => Preprocessing.Caffe.Apply(images);

    /// <inheritdoc cref="ImageNet.DecodePredictions"/>
    public static IReadOnlyList<IReadOnlyList<Prediction>> DecodePredictions(Tensor predictions, int top = 5) =>
        ImageNet.DecodePredictions(predictions, top);

    static Application Net(string name, string source, int[] convolutions) =>
        new(name, source, x => Trunk(x, convolutions), Top, "fc1", "fc2", "predictions")
        {
            Preprocessing = Preprocessing.Caffe,
            Names =
            [
                new("torchvision", layer => TorchName(layer, convolutions)),
                new("timm", layer => layer switch
                {
                    "fc1" or "fc2" => $"pre_logits.{layer}",
                    "predictions" => "head.fc",
                    _ => TorchName(layer, convolutions),
                }),
            ],
        };

    static Node Trunk(Node x, int[] convolutions)
    {
        for (var block = 1; block <= convolutions.Length; block++)
        {
            var filters = Math.Min(32 << block, 512);
            for (var i = 1; i <= convolutions[block - 1]; i++)
                x = new Conv2D(filters, 3, padding: "same", activation: "relu", name: $"block{block}_conv{i}").Apply(x);
            x = new MaxPooling2D(2, name: $"block{block}_pool").Apply(x);
        }
        return x;
    }

    static Node Top(Node x, ApplicationSettings settings) => Chain(x, new Flatten("flatten"), new Dense(4096, "relu", name: "fc1"),
        new Dense(4096, "relu", name: "fc2"), new Dense(settings.Classes, settings.ClassifierActivation, name: "predictions"));

    // block2_conv1: the place in torchvision's row of convolutions, relus and poolings.
    static string TorchName(string layer, int[] convolutions)
    {
        if (layer is "fc1") return "classifier.0";
        if (layer is "fc2") return "classifier.3";
        if (layer is "predictions") return "classifier.6";
        var (block, i) = (layer[5] - '0', layer[^1] - '0');
        return $"features.{convolutions.Take(block - 1).Sum(n => (2 * n) + 1) + (2 * (i - 1))}";
    }
}
