using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using static Hornbill.Models.Blocks;

namespace Hornbill.Applications;

/// <summary>SqueezeNet 1.1 (Iandola et al., 2016): fire modules, which squeeze to few channels and expand by 1 × 1 and 3 × 3
/// convolutions side by side. Layers have torchvision's names.</summary>
/// <example><code>
/// var model = SqueezeNet.SqueezeNet11(weights: "squeezenet1.1-imagenet.npz");
/// var best = SqueezeNet.DecodePredictions(model.Predict(SqueezeNet.PreprocessInput(images)), top: 3);
/// </code></example>
public static class SqueezeNet
{
    // Channels squeezed to and expanded to by either convolution, and the place among torchvision's layers.
    static readonly (int Squeezed, int Expanded, int Place)[] Fires =
        [(16, 64, 3), (16, 64, 4), (32, 128, 6), (32, 128, 7), (48, 192, 9), (48, 192, 10), (64, 256, 11), (64, 256, 12)];

    internal static readonly Application Net =
        new("squeezenet1.1", "Iandola et al. 2016, version 1.1", Trunk, Top, "classifier.1")
        {
            Resizing = "bilinear",
            Names = [new("torchvision", layer => layer), new("MXNet", GluonName, '_')],
            Addresses = [new("https://download.pytorch.org/models/squeezenet1_1-b8a52dc0.pth", "b8a52dc0", Preprocessing.Torch)],
        };

    /// <summary>SqueezeNet 1.1: 1,235,496 parameters.</summary>
    /// <inheritdoc cref="VGG.VGG16"/>
    public static Model SqueezeNet11(bool includeTop = true, string? weights = "imagenet", Shape? inputShape = null, string? pooling = null,
        int classes = 1000, string? classifierActivation = "softmax", string? name = null, ulong? seed = null) =>
        Net.Build(new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>What its weights were trained with: <see cref="Preprocessing.Torch"/>.</summary>
    /// <param name="images">RGB, 0 to 255, channels last.</param>
    /// <exception cref="ArgumentException">The last dimension is not 3.</exception>
    public static Tensor PreprocessInput(Tensor images) => Preprocessing.Torch.Apply(images);

    /// <inheritdoc cref="ImageNet.DecodePredictions"/>
    public static IReadOnlyList<IReadOnlyList<Prediction>> DecodePredictions(Tensor predictions, int top = 5) =>
        ImageNet.DecodePredictions(predictions, top);

    static Node Trunk(Node x)
    {
        x = Chain(x, [new Conv2D(64, 3, 2, activation: "relu", name: "features.0"), .. Pool(2)]);
        foreach (var (squeezed, expanded, place) in Fires)
        {
            x = Fire(x, squeezed, expanded, $"features.{place}");
            if (place is 4 or 7) x = Chain(x, Pool(place + 1));
        }
        return x;
    }

    static Node Top(Node x, ApplicationSettings settings) => Chain(x, new Dropout(0.5),
        new Conv2D(settings.Classes, 1, activation: "relu", name: "classifier.1"), new GlobalAveragePooling2D(),
        new Activation(settings.ClassifierActivation ?? "linear"));

    static Node Fire(Node x, int squeezed, int expanded, string name)
    {
        x = new Conv2D(squeezed, 1, activation: "relu", name: $"{name}.squeeze").Apply(x);
        return new Concatenate().Apply(
            new Conv2D(expanded, 1, activation: "relu", name: $"{name}.expand1x1").Apply(x),
            new Conv2D(expanded, 3, padding: "same", activation: "relu", name: $"{name}.expand3x3").Apply(x));
    }

    // Sides are rounded up: a row and a column of zeros, behind a relu, are no greater than what is there.
    static Layer[] Pool(int place) => [new ZeroPadding2D(((0, 1), (0, 1))), new MaxPooling2D(3, 2, name: $"features.{place}")];

    // conv0; conv1, conv2, conv3 of the first fire module; …; conv25.
    static string GluonName(string layer)
    {
        if (layer == "features.0") return "squeezenet0_conv0";
        if (layer == "classifier.1") return $"squeezenet0_conv{(3 * Fires.Length) + 1}";
        var parts = layer.Split('.');
        var fire = Array.FindIndex(Fires, f => parts[1] == $"{f.Place}");
        return $"squeezenet0_conv{(3 * fire) + parts[2] switch { "squeeze" => 1, "expand1x1" => 2, _ => 3 }}";
    }
}
