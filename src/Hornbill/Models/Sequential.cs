using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Layers;

namespace Hornbill.Models;

/// <summary>A model whose layers follow one another. The first is its <see cref="Input"/>.</summary>
/// <example><code>
/// var model = new Sequential([new Input(28, 28, 1), new Flatten(), new Dense(10, activation: "softmax")]);
/// </code></example>
public sealed class Sequential : Model
{
    /// <summary>Builds the layers one on the other and draws their weights from the seed.</summary>
    /// <param name="layers">An <see cref="Layers.Input"/> and what follows it. Layers and whole models that are part of another model share their weights with it.</param>
    /// <param name="name">The model's name: "sequential" by default.</param>
    /// <param name="seed">Of the first weights.</param>
    /// <exception cref="ArgumentException">There is no input, a layer does not fit the one before it, or stands there twice.</exception>
    public Sequential(IReadOnlyList<Layer> layers, string? name = null, ulong seed = 0) : this(layers, name, seed, null) { }

    internal Sequential(IReadOnlyList<Layer> layers, string? name, ulong seed, Allowance? allowance) : this(Chain(layers), name, seed, allowance) { }

    Sequential((Node Input, Node Output) ends, string? name, ulong seed, Allowance? allowance) : base([ends.Input], [ends.Output], name, seed, allowance) { }

    static (Node Input, Node Output) Chain(IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count < 2 || layers[0] is not Input first)
            throw new ArgumentException($"A Sequential got {(layers.Count == 0 ? "no layers" : layers[0].Kind + " as its first layer")} but needs an Input and at least one " +
                                        "layer after it. Begin with new Input(28, 28, 1) or your shape.");
        if (layers.Skip(1).Any(l => l is Input))
            throw new ArgumentException("A Sequential got a second Input but needs one, as its first layer. Use a Reshape to change a shape between layers.");
        var seen = new HashSet<Layer>();
        if (layers.FirstOrDefault(l => !seen.Add(l)) is { } twice)
            throw new ArgumentException($"{twice.Kind} '{twice.Name}' came twice but a Sequential applies each layer once. Make a new one, or a Model, which may share a layer.");
        LayerNames.Give(layers);
        return (first.Output, layers.Skip(1).Aggregate(first.Output, (x, layer) => layer.Apply(x)));
    }
}
