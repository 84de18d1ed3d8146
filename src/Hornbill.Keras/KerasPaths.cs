using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;

namespace Hornbill.Keras;

/// <summary>Where the weights of a layer lie in a file of Keras 3.</summary>
/// <param name="Path">The group: <c>layers/conv2d_1</c>.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Weights">Its own, in Keras's order.</param>
sealed record KerasPlace(string Path, Layer Layer, IReadOnlyList<Variable> Weights)
{
    /// <summary>The group of the weights, which are called 0, 1, ….</summary>
    public string Group => Path.Length == 0 ? "vars" : Path + "/vars";
}

/// <summary>Names of layers in a file of Keras 3: what they are, and where there are several the number, in the order of their model; not
/// their own names.</summary>
static class KerasPaths
{
    /// <summary>The places of a model and of all within it; of layers that stand in several models the first.</summary>
    public static List<KerasPlace> Of(Model model)
    {
        var places = new List<KerasPlace>();
        Add(model, "", places, []);
        return places;
    }

    /// <summary>The kind as Keras calls it.</summary>
    public static string Kind(Layer layer) => layer switch
    {
        Sequential => "Sequential",
        Model => "Functional",
        Input => "InputLayer",
        _ => layer.Kind,
    };

    static void Add(Layer layer, string path, List<KerasPlace> places, HashSet<Layer> seen)
    {
        if (!seen.Add(layer)) return;
        places.Add(new(path, layer, layer is Model or TimeDistributed ? [] : [.. layer.Variables]));
        if (layer is TimeDistributed { Layer: var within }) Add(within, Join(path, "layer"), places, seen);
        if (layer is not Model model) return;
        var used = new Dictionary<string, int>();
        foreach (var inner in KerasOrder.Of(model))
        {
            var name = Names.Snake(Kind(inner));
            var number = used[name] = used.GetValueOrDefault(name, -1) + 1;
            Add(inner, Join(path, $"layers/{name}{(number > 0 ? $"_{number}" : "")}"), places, seen);
        }
    }

    static string Join(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";
}
