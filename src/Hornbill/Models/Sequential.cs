using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Layers;

namespace Hornbill.Models;

/// <summary>A model whose layers follow one another. The first is its <see cref="Input"/>.</summary>
/// <example><code>
/// var model = new Sequential([new Input(28, 28, 1), new Flatten(), new Dense(10, activation: "softmax")]);
///
/// var same = new Sequential();
/// same.Add(new Input(28, 28, 1));
/// same.Add(new Flatten());
/// same.Add(new Dense(10, activation: "softmax"));
/// </code></example>
public sealed class Sequential : Model
{
    readonly List<(Layer Layer, Node Output)> _chain = [];

    /// <summary>A model without layers yet: <see cref="Add"/> them.</summary>
    /// <param name="name">The model's name: "sequential" by default.</param>
    /// <param name="seed">Of the first weights.</param>
    public Sequential(string? name = null, ulong? seed = null) : base(name, seed) { }

    /// <summary>Builds the layers one on the other and draws their weights from the seed.</summary>
    /// <param name="layers">An <see cref="Layers.Input"/> and what follows it. Layers and whole models that are part of another model share
    /// their weights with it.</param>
    /// <param name="name">The model's name: "sequential" by default.</param>
    /// <param name="seed">Of the first weights, and of training where <c>Fit</c> gets none; the next of <see cref="RandomSeed"/> where none
    /// is given.</param>
    /// <exception cref="ArgumentException">There is no input, a layer does not fit the one before it, or stands there twice.</exception>
    public Sequential(IReadOnlyList<Layer> layers, string? name = null, ulong? seed = null) : this(layers, name, seed, null) { }

    internal Sequential(IReadOnlyList<Layer> layers, string? name, ulong? seed, Allowance? allowance) : base(name, seed)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count < 2 || layers[0] is not Hornbill.Layers.Input)
            throw new ArgumentException(
                $"A Sequential got {(layers.Count == 0 ? "no layers" : layers[0].Kind + " as its first layer")} but needs an Input and " +
                $"at least one " +
                                        "layer after it. Begin with new Input(28, 28, 1) or your shape.");
        if (layers.Skip(1).Any(l => l is Hornbill.Layers.Input)) throw SecondInput();
        var seen = new HashSet<Layer>();
        if (layers.FirstOrDefault(l => !seen.Add(l)) is { } twice) throw Twice(twice);
        LayerNames.Give(layers);
        foreach (var layer in layers) Append(layer);
        Become([_chain[0].Output], [_chain[^1].Output], allowance);
    }

    /// <summary>Adds a layer behind the last; the first is an <see cref="Input"/>. Weights stay; a model that was compiled must be compiled
    /// again.</summary>
    /// <param name="layer">The layer.</param>
    /// <exception cref="ArgumentException">It does not fit the one before it, stands there already, or is no Input where one is
    /// needed.</exception>
    /// <exception cref="InvalidOperationException">The model is part of another one.</exception>
    public void Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        CheckAlone();
        if (_chain.Count == 0 && layer is not Hornbill.Layers.Input)
            throw new ArgumentException(
                $"A Sequential got {layer.Kind} as its first layer but needs an Input. Begin with Add(new Input(28, 28, 1)) or your " +
                $"shape.");
        if (_chain.Count > 0 && layer is Hornbill.Layers.Input) throw SecondInput();
        if (_chain.Any(c => c.Layer == layer)) throw Twice(layer);
        LayerNames.Give([.. _chain.Select(c => c.Layer), layer]);
        Append(layer);
        Rebuild();
    }

    /// <summary>Takes the last layer away: to put a new head in its place. A model that was compiled must be compiled again.</summary>
    /// <returns>The layer, which keeps its weights.</returns>
    /// <exception cref="InvalidOperationException">There is none, or the model is part of another one.</exception>
    public Layer Pop()
    {
        CheckAlone();
        if (_chain.Count == 0) throw new InvalidOperationException(
            $"Sequential '{Shown}' has no layers but one was to be taken away. Add one first.");
        var last = _chain[^1].Layer;
        _chain.RemoveAt(_chain.Count - 1);
        Rebuild();
        return last;
    }

    void Rebuild()
    {
        if (_chain.Count > 1) Become([_chain[0].Output], [_chain[^1].Output]);
        else Become([.. _chain.Select(c => c.Layer)]);
    }

    void CheckAlone()
    {
        if (Calls.Count > 0)
            throw new InvalidOperationException(
                $"Sequential '{Shown}' is part of another model but was to be changed. Add or take away layers before it is applied.");
    }

    static ArgumentException SecondInput() =>
        new("A Sequential got a second Input but needs one, as its first layer. Use a Reshape to change a shape between layers.");

    static ArgumentException Twice(Layer layer) => new(
        $"{layer.Kind} '{layer.Shown}' came twice but a Sequential applies each layer once. Make a new one, or a Model, which may share " +
        $"a layer.");

    void Append(Layer layer) => _chain.Add((layer, layer is Hornbill.Layers.Input input ? input.Output : layer.Apply(_chain[^1].Output)));
}
