using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using static Hornbill.Models.Blocks;

namespace Hornbill.Applications;

/// <summary>The net of airbench94 (Jordan, 2024), made to reach 94 % on CIFAR-10 in the least time: a 2 × 2 convolution that whitens, three
/// groups of two convolutions, and logits scaled by 1/9.</summary>
/// <example><code>
/// var model = AirBench.AirBench94();
/// AirBench.Whiten(model, images); // from some thousand training images, prepared as they will be
/// </code></example>
public static class AirBench
{
    const int Window = 2, Whitened = 2 * 3 * Window * Window, CifarClasses = 10;
    const double Momentum = 0.6, Epsilon = 1e-12, Scale = 1.0 / 9;

    internal static readonly Application Net = new("airbench94", "Jordan 2024, for CIFAR-10", Trunk, Top, "predictions")
    {
        Side = 32,
        LeastSide = 25,
        Classes = CifarClasses,
        Preprocessing = Preprocessing.Unit,
    };

    /// <summary>AirBench94: 1,972,792 parameters that training changes, once the whitening is frozen.</summary>
    /// <inheritdoc cref="SmallResNet.ResNet20"/>
    /// <param name="includeTop">Whether the dense layer is there.</param>
    /// <param name="weights">A file; null: drawn from the seed.</param>
    /// <param name="inputShape">Height, width, channels; with the top 32 × 32 × 3 by default, without it any size from 25 × 25.</param>
    /// <param name="pooling">Without the top: "avg" or "max" for one number a channel; null for feature maps.</param>
    /// <param name="classes">Classes of the top.</param>
    /// <param name="classifierActivation">Of the last layer; null for logits.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">Of drawn weights.</param>
    public static Model AirBench94(bool includeTop = true, string? weights = null, Shape? inputShape = null, string? pooling = null,
        int classes = CifarClasses, string? classifierActivation = "softmax", string? name = null, ulong? seed = null) =>
        Net.Build(new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>From 0 to 1: <see cref="Preprocessing.Unit"/>.</summary>
    /// <param name="images">RGB, 0 to 255, channels last.</param>
    /// <exception cref="ArgumentException">The last dimension is not 3.</exception>
    public static Tensor PreprocessInput(Tensor images) => Preprocessing.Unit.Apply(images);

    /// <summary>Sets the first kernel to the eigenvectors of the images' patches by the roots of their eigenvalues, once as they are and
    /// once negated, so that what follows sees patches without correlation.</summary>
    /// <param name="model">A net of <see cref="AirBench94"/>.</param>
    /// <param name="images">Images as the net will see them: (n, height, width, 3).</param>
    /// <param name="epsilon">Added to the eigenvalues.</param>
    /// <exception cref="ArgumentException">The model is another one, or the images have another shape.</exception>
    public static void Whiten(Model model, Tensor images, double epsilon = 5e-4)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Shape.Rank != 4 || images.Shape[3] != 3 || images.Shape[1] < Window || images.Shape[2] < Window)
            throw new ArgumentException($"Whiten got images of shape {images.Shape} but needs (n, height, width, 3). Give them so.");
        var layer = model.GetLayer("whiten");
        var kernel = Data.PatchWhitening.Kernel(images.Data, images.Shape.ToArray(), Window, epsilon);
        layer.SetWeights([new Tensor([Window, Window, 3, Whitened], kernel), layer.GetWeights()[1].Value]);
    }

    static Node Trunk(Node x)
    {
        x = Chain(x, new Conv2D(Whitened, Window, name: "whiten"), new Activation("gelu"));
        foreach (var (filters, group) in ((int, int)[])[(64, 1), (256, 2), (256, 3)])
            x = Chain(x, Conv(filters, $"group{group}_conv1"), new MaxPooling2D(2), Norm($"group{group}_bn1"), new Activation("gelu"),
                Conv(filters, $"group{group}_conv2"), Norm($"group{group}_bn2"), new Activation("gelu"));
        return new MaxPooling2D(3).Apply(x);
    }

    static Node Top(Node x, ApplicationSettings settings) => Chain(x, new GlobalMaxPooling2D(),
        new Dense(settings.Classes, useBias: false, name: "predictions"), new Rescaling(Scale),
        new Activation(settings.ClassifierActivation ?? "linear"));

    static Conv2D Conv(int filters, string name) =>
        new(filters, 3, padding: "same", useBias: false, kernelInitializer: "he_normal", name: name);

    static BatchNormalization Norm(string name) => new(momentum: Momentum, epsilon: Epsilon, scale: false, name: name);
}
