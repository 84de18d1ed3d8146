using Hornbill.Graph;
using Hornbill.Keras.Hdf5;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Serialization;

namespace Hornbill.Keras.Reading;

/// <summary>The weights of an HDF5 file under the names that a model has for them: of Keras 3, whose groups are numbered kinds, or of Keras
/// before, whose groups are the layers' names.</summary>
static class KerasWeights
{
    const string Whole = "model_weights", LayerNames = "layer_names", WeightNames = "weight_names";
    const string Layers = "layers", Former = "_layer_checkpoint_dependencies"; // of Keras 3, and of 2.13 to 2.15

    public static StoredWeight[] Of(Model model, Hdf5Group root, string path)
    {
        var names = model.NamedVariables.ToDictionary(n => n.Variable, n => n.Name);
        var group = root.Group(Whole) ?? root;
        return group.Attributes.Has(LayerNames) || group.Attributes.Has(LayerNames + "0") ? Legacy(model, group, names, path)
            : root.Has(Layers) || root.Has(Former) || root.Has("vars") ? Numbered(model, root, names)
            : throw Damaged.Other(path, "an HDF5 file without layers", "one with weights of Keras",
                "Save the model or its weights in Keras.");
    }

    static StoredWeight[] Numbered(Model model, Hdf5Group root, Dictionary<Variable, string> names)
    {
        var (weights, known) = (new List<StoredWeight>(), new HashSet<string>());
        foreach (var place in KerasPaths.Of(model))
        {
            var path = root.Has(Layers) ? place.Group : place.Group.Replace(Layers, Former, StringComparison.Ordinal);
            known.Add(path);
            if (root.Group(path) is not { } vars) continue;
            for (var i = 0; i < place.Weights.Count; i++)
                if (vars.Dataset($"{i}") is { } values) weights.Add(new(names[place.Weights[i]], values.Shape, values.Read));
            foreach (var more in vars.Names.Where(n => !(int.TryParse(n, out var i) && i >= 0 && i < place.Weights.Count)))
                weights.Add(Stray(vars.Dataset(more)!, $"{path}/{more}"));
        }
        foreach (var container in known.Select(Container).OfType<string>().Distinct().ToArray())
            foreach (var name in root.Group(container)?.Names ?? [])
                if (!known.Contains($"{container}/{name}/vars") && root.Group($"{container}/{name}/vars") is { Names.Count: > 0 } vars)
                    weights.AddRange(vars.Names.Select(n => Stray(vars.Dataset(n)!, $"{container}/{name}/vars/{n}")));
        return [.. weights.DistinctBy(w => w.Name)];
    }

    // layers/conv2d/vars: layers.
    static string? Container(string group) => group.Split('/') is [.. var above, _, "vars"] && above.Length > 0 ? string.Join('/', above)
        : null;

    // A weight that the model has not: told by its place in the file.
    static StoredWeight Stray(Hdf5Dataset values, string name) => new(name, values.Shape, values.Read);

    static StoredWeight[] Legacy(Model model, Hdf5Group group, Dictionary<Variable, string> names, string path)
    {
        string[] told = [.. (group.Attributes.Texts(LayerNames) ?? []).Where(n => group.Group(n)?.Attributes is { } a
            && a.Texts(WeightNames) is { Length: > 0 })];
        Layer[] layers = [.. KerasOrder.Of(model).Where(l => l.Variables.Any())];
        // Files go by the order of layers; names decide where they are the model's.
        var byName = layers.ToDictionary(l => l.Name);
        var same = told.All(byName.ContainsKey);
        var weights = new List<StoredWeight>();
        for (var i = 0; i < told.Length; i++)
        {
            var from = group.Group(told[i])!;
            var layer = same ? byName[told[i]] : i < layers.Length ? layers[i] : null;
            Variable[] own = layer is null ? [] : Ordered(layer);
            foreach (var (number, name) in from.Attributes.Texts(WeightNames)!.Index())
            {
                var values = from.Dataset(name) ?? throw new InvalidDataException(Plain.Text(
                    $"'{path}' has no weight '{name}' in '{told[i]}', but its list names it. Fetch or save the file again."));
                weights.Add(number < own.Length ? new(names[own[number]], values.Shape, values.Read)
                    : Stray(values, $"{told[i]}/{name}"));
            }
        }
        return [.. weights.DistinctBy(w => w.Name)];
    }

    // What training changes first, then the rest; of a model's layers one after the other in both.
    static Variable[] Ordered(Layer layer)
    {
        Layer[] leaves = [.. Leaves(layer)];
        var trained = leaves.Where(l => l.Trainable).SelectMany(l => l.Variables.Where(v => v.Trainable)).Distinct().ToArray();
        return [.. trained, .. leaves.SelectMany(l => l.Variables).Distinct().Except(trained)];
    }

    static IEnumerable<Layer> Leaves(Layer layer) => layer switch
    {
        Model model => KerasOrder.Of(model).SelectMany(Leaves),
        TimeDistributed { Layer: var within } => Leaves(within),
        _ => [layer],
    };
}
