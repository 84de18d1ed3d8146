using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>What each layer makes of images: how the analysis deepens from edges to classes.</summary>
/// <example><code>
/// foreach (var map in FeatureMaps.Of(model, picture)) Console.WriteLine($"{map.Layer.Name}: {map.Values.Shape}"); // conv2d: (1, 26, 26,
/// 32)
/// </code></example>
public static class FeatureMaps
{
    /// <summary>The outputs of layers in one pass, as at inference.</summary>
    /// <param name="model">A model of one input.</param>
    /// <param name="x">Images (n, height, width, channels), as the model takes them.</param>
    /// <param name="layers">Which layers; all of them by default, those of models within too.</param>
    /// <exception cref="ArgumentException">The images do not fit the model.</exception>
    public static IReadOnlyList<FeatureMap> Of(Model model, Tensor x, IReadOnlyList<InnerLayer>? layers = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        layers ??= InnerLayer.All(model);
        var values = model.Activations(x, [.. layers.Select(l => l.Output)]);
        return [.. layers.Zip(values, (l, v) => new FeatureMap(l, v))];
    }
}

/// <summary>What a layer made of images.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Values">(n, …) of the layer's output: (n, height, width, channels) of a convolution.</param>
public sealed record FeatureMap(InnerLayer Layer, Tensor Values);
