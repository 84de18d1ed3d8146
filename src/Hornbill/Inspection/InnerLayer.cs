using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>A layer of a model, or of a model within it, as one looks at it.</summary>
/// <param name="Name">Its name; of a layer within another model with that one's name before it: <c>base/conv2d</c>. Of a second application
/// with its number behind: <c>shared#1</c>.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Output">What it makes.</param>
/// <example><code>foreach (var inner in InnerLayer.All(model)) Console.WriteLine($"{inner.Name} {inner.Output.Shape}");</code></example>
public sealed record InnerLayer(string Name, Layer Layer, Node Output)
{
    /// <summary>Its output's shape, of one sample.</summary>
    public Shape Shape => Output.Shape;

    /// <summary>Whether its output is an image or feature maps of more than one place: (height, width, channels).</summary>
    public bool IsMap => Shape.Rank == 3 && (Shape[0] != 1 || Shape[1] != 1);

    /// <summary>All layers in the order of computation, those of models within in their places; inputs left out.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<InnerLayer> All(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. Within(model, "")];
    }

    static IEnumerable<InnerLayer> Within(Model model, string path) =>
        model.GraphCalls.Where(c => c.Call.Inputs.Count > 0).SelectMany(c => c.Layer is Model inner
            ? Within(inner, $"{path}{inner.Name}/").Where(_ => c.Number == 0)
            : [new($"{path}{c.Layer.Name}{(c.Number > 0 ? $"#{c.Number}" : "")}", c.Layer, c.Call.Outputs[0])]);

    /// <summary>The layer of a name.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">As <see cref="Name"/> has it; a layer of a model within also by its own name, where no other has it.</param>
    /// <exception cref="ArgumentException">There is none, or there are several.</exception>
    public static InnerLayer Find(Model model, string name)
    {
        var all = All(model);
        if (all.FirstOrDefault(l => l.Name == name) is { } exact) return exact;
        return all.Where(l => l.Layer.Name == name).ToArray() switch
        {
            [var one] => one,
            [] => throw Choices.Unknown("layer", name, all.Select(l => l.Name)),
            var several => throw new ArgumentException(
                $"The name '{Plain.Text(name)}' is that of {several.Length} layers, but one is needed. Give " +
                $"{string.Join(" or ", several.Select(l => $"'{Plain.Text(l.Name)}'"))}."),
        };
    }

    /// <summary>The last layer whose output still has places and is not merely pooled or dropped out: where Grad-CAM looks by
    /// default.</summary>
    internal static InnerLayer LastMap(Model model) => All(model).LastOrDefault(l => l.IsMap && !IsPassing(l.Layer))
        ?? throw new ArgumentException(
            $"Model '{Plain.Text(model.Name)}' has no layer that makes feature maps of several places, but a map of the image is drawn " +
            $"from one. Give a model with convolutions.");

    static bool IsPassing(Layer layer) =>
        layer is Pooling2D or Dropout or SpatialDropout2D or AlphaDropout or GaussianDropout or GaussianNoise
        or Identity or Reshape or AdaptiveAveragePooling2D or AdaptiveMaxPooling2D;
}
