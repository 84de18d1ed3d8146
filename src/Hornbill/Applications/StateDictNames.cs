using Hornbill.Models;

namespace Hornbill.Applications;

/// <summary>Which tensor of a state dict each weight of a model goes by.</summary>
/// <param name="model">The model.</param>
/// <param name="map">Names of layers or weights here, and of modules or tensors there.</param>
sealed class StateDictNames(Model model, IReadOnlyDictionary<string, string> map)
{
    readonly WeightNames _names = new("PyTorch", layer => map.GetValueOrDefault(layer) ?? layer.Replace('/', '.'));

    /// <summary>The tensor's name.</summary>
    public string Of(string weight) => map.GetValueOrDefault(weight) ?? _names.Of(weight);

    /// <summary>Throws where the map names what is neither here nor there.</summary>
    public void Check(IEnumerable<string> tensors)
    {
        string[] weights = [.. model.NamedVariables.Select(v => v.Name)], there = [.. tensors];
        string[] known = [.. weights, .. weights.Select(w => w[..w.LastIndexOf('/')]).Distinct()];
        foreach (var (from, to) in map)
        {
            if (!known.Contains(from)) throw Choices.Unknown("layer or weight in the map's left side", from, known);
            if (!there.Any(t => t == to || t.StartsWith(to + ".", StringComparison.Ordinal)))
                throw Choices.Unknown("module or tensor in the map's right side", to, there);
        }
    }
}
