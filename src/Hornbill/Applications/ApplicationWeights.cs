using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>Puts the weights of a file into a net, whatever library it was written by: names and layouts are told by the names.</summary>
static class ApplicationWeights
{
    const int Nearest = 3, Told = 3;
    const string Parallel = "module."; // before all names of a net that was trained on several devices

    /// <summary>Sets all weights and notes what pixels are to be prepared by.</summary>
    /// <param name="model">The net.</param>
    /// <param name="net">What it is.</param>
    /// <param name="weights">"imagenet", or a file.</param>
    /// <exception cref="ArgumentException">A tensor is not matched; the message names it and those it is nearest to.</exception>
    /// <exception cref="IOException">The file cannot be fetched or read.</exception>
    public static void Load(Model model, Application net, string weights)
    {
        var (path, preprocessing) = weights == ApplicationSettings.Published ? new PublishedWeights(net).Get() : (weights, null);
        var usual = net.Preprocessing;
        if (FileKind.Of(path) == FileKind.Hdf5) Hdf5Weights.Set(model, net, path, Hdf5Weights.Reader);
        else usual = Set(model, net, StoredWeights.Read(path), path);
        model.Metadata[ImageNet.NormalizationKey] = (preprocessing ?? usual).Name;
        model.Metadata[ImageNet.ResizingKey] = net.Resizing;
    }

    /// <summary>Sets all weights, and says what they were trained with.</summary>
    internal static Preprocessing Set(Model model, Application net, StoredWeight[] file, string path)
    {
        file = [.. Bare(file).Where(t => !WeightNames.IsIdle(t.Name))];
        var names = file.Select(t => t.Name).ToHashSet();
        var own = model.NamedVariables;
        var library = net.Names.Append(null).MaxBy(n => own.Count(v => names.Contains(n?.Of(v.Name) ?? v.Name)));
        var of = own.ToDictionary(v => v.Variable, v => library?.Of(v.Name) ?? v.Name);
        Check(net, library, file, [.. of.Values], path);
        var byName = file.ToDictionary(t => t.Name);
        var layouts = new WeightLayouts(model);
        model.SetWeights([.. own.Select(v => library is null
            ? Same(v.Variable, byName[of[v.Variable]], path)
            : layouts.Turned(v.Variable, byName[of[v.Variable]], path))]);
        return library is null ? net.Preprocessing : Preprocessing.Torch;
    }

    static StoredWeight[] Bare(StoredWeight[] file) => file.All(t => t.Name.StartsWith(Parallel, StringComparison.Ordinal))
        ? [.. file.Select(t => new StoredWeight(t.Name[Parallel.Length..], t.Shape, t.Read))]
        : file;

    // A net without its top takes the file of a whole one.
    static void Check(Application net, WeightNames? library, StoredWeight[] file, HashSet<string> needed, string path)
    {
        bool IsTop(string tensor) =>
            net.TopLayers.Any(l => library?.IsOf(tensor, l) ?? tensor.StartsWith($"{l}/", StringComparison.Ordinal));
        var names = file.Select(t => t.Name).ToHashSet();
        string[] strange = [.. names.Where(n => !needed.Contains(n) && !IsTop(n))], missing = [.. needed.Where(n => !names.Contains(n))];
        if (strange.Length == 0 && missing.Length == 0) return;
        List<string> parts = [];
        if (strange.Length > 0) parts.Add($"has {Listed(strange, needed, "the net has")}");
        if (missing.Length > 0) parts.Add($"lacks {Listed(missing, names, "the file has")}");
        throw new ArgumentException(Plain.Text($"'{path}' {string.Join(" and ", parts)}, but {net.Name} needs all of its weights and no " +
            $"others, named as {string.Join(", ", net.Names.Select(n => n.Library).Append("here"))}. Give the weights of that net."));
    }

    static string Listed(string[] names, IEnumerable<string> others, string who) =>
        string.Join(", ", names.Take(Told).Select(n => $"'{Choices.Short(n)}' ({who} {string.Join(", ",
            Choices.Nearest(n, others, Nearest).Select(o => $"'{o}'"))})"))
        + (names.Length > Told ? $" and {names.Length - Told} more" : "");

    static Tensor Same(Variable variable, StoredWeight tensor, string path) => tensor.Shape == variable.Shape
        ? tensor.Read()
        : throw WeightLayouts.Misfit(tensor, variable.Shape, path);
}
