using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>The applications by name, as the tool takes them.</summary>
/// <example><code>var trunk = Pretrained.Named("squeezenet1.1", includeTop: false, pooling: "avg");</code></example>
public static class Pretrained
{
    internal static readonly IReadOnlyList<Application> All =
    [
        VGG.Net16, VGG.Net19, ResNet.Torch18, ResNet.Torch34, ResNet.Torch50, ResNet.Keras18, ResNet.Keras34, ResNet.Keras50,
        MobileNet.Net, SqueezeNet.Net, EfficientNet.Net, SmallResNet.Net20, AirBench.Net,
    ];

    /// <summary>The names that <see cref="Named"/> knows: "vgg16" to "airbench".</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(a => a.Name)];

    /// <summary>A net by its name.</summary>
    /// <param name="net">One of <see cref="Names"/>.</param>
    /// <param name="includeTop">Whether the layers that tell classes apart are there.</param>
    /// <param name="weights">"imagenet": the published ones, from the cache or fetched; a path; null: drawn from the seed.</param>
    /// <param name="inputShape">Height, width, channels; with the top the net's own by default, without it any size.</param>
    /// <param name="pooling">Without the top: "avg" or "max" for one number a channel; null for feature maps.</param>
    /// <param name="classes">Classes of the top; the published net's by default.</param>
    /// <param name="classifierActivation">Of the last layer; null for logits.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">Of drawn weights; the next of <see cref="RandomSeed"/> by default.</param>
    /// <exception cref="ArgumentException">There is none of that name, a setting cannot be used, or the weights are another
    /// net's.</exception>
    /// <exception cref="IOException">The weights could not be fetched or read.</exception>
    public static Model Named(string net, bool includeTop = true, string? weights = "imagenet", Shape? inputShape = null,
        string? pooling = null, int? classes = null, string? classifierActivation = "softmax", string? name = null, ulong? seed = null)
    {
        var found = Find(net);
        return found.Build(new(includeTop, weights, inputShape, pooling, classes ?? found.Classes, classifierActivation, name, seed));
    }

    /// <summary>A net by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    internal static Application Find(string net) =>
        All.FirstOrDefault(a => a.Name == net) ?? throw Choices.Unknown("application", net, All.Select(a => a.Name));
}
