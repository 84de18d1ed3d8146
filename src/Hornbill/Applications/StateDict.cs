using Hornbill.Graph;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>State dicts of PyTorch in models: names, orders and layouts are turned into Keras's.</summary>
/// <example><code>
/// var report = model.LoadStateDict("net.pth", by: "order");
/// Console.WriteLine(report); // one line for each tensor
/// </code></example>
public static class StateDict
{
    /// <summary>Sets all weights of a model from a state dict: convolutions (out, in, h, w) become (h, w, in, out), depthwise ones
    /// (h, w, in, times), linear layers are transposed, and behind a Flatten channels come last; running statistics are the moving
    /// ones.</summary>
    /// <param name="model">The model, whose layers do what the modules did.</param>
    /// <param name="path">A <c>.pth</c> file, or a <c>.safetensors</c> file of such tensors.</param>
    /// <param name="by">"name": <c>features.0.weight</c> goes to the layer <c>features.0</c>, or whichever the map names. "order": the
    /// first to the first, and so on, as modules and layers follow each other.</param>
    /// <param name="map">By the names of layers or weights here (<c>conv2d</c>, <c>conv2d/kernel</c>) those of modules or tensors there
    /// (<c>features.0</c>, <c>features.0.weight</c>); what it does not name goes by its own name.</param>
    /// <param name="key">Of the state dict in a checkpoint; found by default.</param>
    /// <returns>Which tensor went where.</returns>
    /// <exception cref="ArgumentException">A weight has no tensor, one of another shape, or the map names what is not there; the model is
    /// unchanged then.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or no state dict; the model is unchanged then.</exception>
    public static StateDictReport LoadStateDict(this Model model, string path, string by = "name",
        IReadOnlyDictionary<string, string>? map = null, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Choices.Check("way to load weights", by, "name", "order");
        if (by == "order" && map is { Count: > 0 }) throw new ArgumentException(
            "Weights were to be loaded by order with a map of names, but a map goes with names. Leave one of them out.");
        StoredWeight[] all = [.. Tensors(path, key)], file = [.. all.Where(t => !WeightNames.IsIdle(t.Name))];
        var pairs = by == "order" ? ByOrder(model, file, path) : ByName(model, file, new StateDictNames(model, map ?? NoMap), path);
        var layouts = new WeightLayouts(model);
        model.SetWeights([.. pairs.Select(p => layouts.Turned(p.Variable, p.Tensor, path))]);
        var used = pairs.Select(p => p.Tensor.Name).ToHashSet();
        return new([.. pairs.Select(p => new StateDictRow(p.Name, p.Variable.Shape, p.Tensor.Name, p.Tensor.Shape))],
            [.. all.Select(t => t.Name).Where(n => !used.Contains(n))]);
    }

    static readonly Dictionary<string, string> NoMap = [];

    static IEnumerable<StoredWeight> Tensors(string path, string? key) => FileKind.Of(path) == FileKind.SafeTensors
        ? SafeTensorsFile.Read(path).Tensors.Select(t => new StoredWeight(t.Name, t.Value.Shape, () => t.Value))
        : PyTorchWeights.Read(path, key).Tensors.Select(t => new StoredWeight(t.Name, t.Shape, t.Read));

    static (string Name, Variable Variable, StoredWeight Tensor)[] ByOrder(Model model, StoredWeight[] file, string path)
    {
        var own = model.NamedVariables;
        return own.Count == file.Length ? [.. own.Zip(file, (v, t) => (v.Name, v.Variable, t))] : throw new ArgumentException(Plain.Text(
            $"'{path}' has {file.Length} tensors with weights, but model '{model.Name}' has {own.Count} weights. Use a net of the same " +
            "layers, or names and a map."));
    }

    static (string Name, Variable Variable, StoredWeight Tensor)[] ByName(Model model, StoredWeight[] file, StateDictNames names,
        string path)
    {
        var byName = file.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var own = model.NamedVariables;
        names.Check(byName.Keys);
        var missing = own.Where(v => !byName.ContainsKey(names.Of(v.Name))).ToArray();
        if (missing.Length == 0) return [.. own.Select(v => (v.Name, v.Variable, byName[names.Of(v.Name)]))];
        var (weight, tensor) = (missing[0].Name, names.Of(missing[0].Name));
        throw new ArgumentException(Plain.Text(
            $"'{path}' has no tensor '{tensor}', but {missing.Length} of {own.Count} weights of model '{model.Name}' are not in it, the " +
            $"first is {weight}. The nearest are {string.Join(", ", Choices.Nearest(tensor, byName.Keys, 3).Select(n => $"'{n}'"))}. " +
            "Give a map of names, or load by order."));
    }
}
