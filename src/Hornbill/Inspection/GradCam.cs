using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>Where in an image a class is seen: the feature maps A_k of a layer, weighed by how much each raises the class's score.
/// <c>Of</c>: relu(Σ_k α_k A_k), α_k the mean of ∂ score / ∂ A_k over places (Selvaraju et al., 2017). <c>PlusPlus</c>: places that speak
/// for the class are weighed one by one, so that several of its kind are all seen (Chattopadhay et al., 2018).</summary>
/// <example><code>
/// var map = GradCam.Of(model, picture);                     // of the last feature maps, through models within too
/// var heat = HeatMaps.Resize(map.Values, 224, 224);         // (1, 224, 224), to lay over the picture
/// </code></example>
public static class GradCam
{
    /// <summary>Grad-CAM.</summary>
    /// <param name="model">A model of one input that predicts classes.</param>
    /// <param name="x">Images (n, height, width, channels), as the model takes them.</param>
    /// <param name="classes">A class for each image; the likeliest by default.</param>
    /// <param name="layer">Whose feature maps; by default those of the last layer that has places and does not merely pool.</param>
    /// <exception cref="ArgumentException">The images do not fit, there is no such class, or the layer makes no feature maps, or none that
    /// the score depends on.</exception>
    public static ClassMaps Of(Model model, Tensor x, IReadOnlyList<int>? classes = null, InnerLayer? layer = null) =>
        Weighed(model, x, classes, layer, Means);

    /// <summary>Grad-CAM++: α = g² / (2 g² + g³ Σ A) of each place with the gradient g, and the weight of a map Σ α relu(g).</summary>
    /// <param name="model">A model of one input that predicts classes.</param>
    /// <param name="x">Images (n, height, width, channels), as the model takes them.</param>
    /// <param name="classes">A class for each image; the likeliest by default.</param>
    /// <param name="layer">Whose feature maps; by default those of the last layer that has places and does not merely pool.</param>
    /// <exception cref="ArgumentException">The images do not fit, there is no such class, or the layer makes no feature maps, or none that
    /// the score depends on.</exception>
    public static ClassMaps PlusPlus(Model model, Tensor x, IReadOnlyList<int>? classes = null, InnerLayer? layer = null) =>
        Weighed(model, x, classes, layer, ByPlace);

    delegate void Weighing(ReadOnlySpan<float> maps, ReadOnlySpan<float> gradients, double[] weights);

    static ClassMaps Weighed(Model model, Tensor x, IReadOnlyList<int>? classes, InnerLayer? layer, Weighing weighing)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        layer ??= InnerLayer.LastMap(model);
        if (!layer.IsMap)
            throw new ArgumentException(
                $"Grad-CAM got the layer '{Plain.Text(layer.Name)}' of shape {layer.Shape} but needs feature maps, (height, width, " +
                $"channels). Give a convolution, or no layer for the last that has them.");
        classes = ClassScores.Classes(model, x, classes);
        var maps = model.Activations(x, [layer.Output])[0];
        var gradients = ClassScores.Gradients(model, x, classes, layer.Output)[0];
        var values = new Tensor([maps.Shape[0], maps.Shape[1], maps.Shape[2]]);
        var weights = new double[maps.Shape[3]];
        for (var n = 0; n < classes.Count; n++)
        {
            weighing(maps.Row(n), gradients.Row(n), weights);
            Combine(maps.Row(n), weights, values.Row(n));
        }
        return new(values, classes, layer);
    }

    static void Means(ReadOnlySpan<float> maps, ReadOnlySpan<float> gradients, double[] weights)
    {
        Array.Clear(weights);
        var places = gradients.Length / weights.Length;
        for (var i = 0; i < gradients.Length; i++) weights[i % weights.Length] += (double)gradients[i] / places;
    }

    // The score's exponential is what the paper differentiates; its factors cancel but for one that all maps have.
    static void ByPlace(ReadOnlySpan<float> maps, ReadOnlySpan<float> gradients, double[] weights)
    {
        var sums = new double[weights.Length];
        for (var i = 0; i < maps.Length; i++) sums[i % sums.Length] += maps[i];
        Array.Clear(weights);
        for (var i = 0; i < gradients.Length; i++)
        {
            double g = gradients[i], below = 2 + (g * sums[i % sums.Length]);
            if (g > 0 && below != 0) weights[i % weights.Length] += g / below;
        }
    }

    static void Combine(ReadOnlySpan<float> maps, double[] weights, Span<float> result)
    {
        for (var place = 0; place < result.Length; place++)
        {
            var sum = 0.0;
            var values = maps.Slice(place * weights.Length, weights.Length);
            for (var k = 0; k < values.Length; k++) sum += weights[k] * values[k];
            result[place] = (float)Math.Max(0, sum);
        }
    }
}

/// <summary>Where classes are seen in images.</summary>
/// <param name="Values">(n, height, width) at the layer's size, from 0 on; as large as the scores make them.</param>
/// <param name="Classes">The class that each map is of.</param>
/// <param name="Layer">Whose feature maps were weighed.</param>
public sealed record ClassMaps(Tensor Values, IReadOnlyList<int> Classes, InnerLayer Layer);
