using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>Writes the weights alone, under their names and in Keras's layouts, aside and then renamed: as <c>.safetensors</c>, or as
    /// <c>.npz</c>, which <c>numpy.load</c> reads.</summary>
    /// <param name="path">The file, which ends with <c>.safetensors</c> or <c>.npz</c>.</param>
    /// <exception cref="ArgumentException">The path has another ending.</exception>
    public void SaveWeights(string path)
    {
        var weights = GetWeights();
        if (IsNpz(path)) NpzFile.Write(path, weights.Select(w => (w.Name, new NpyArray(w.Value))));
        else SafeTensorsFile.Write(path, weights.Select(w => (w.Name, w.Value)), checksum: true);
    }

    /// <summary>Sets the weights that a file holds: weights alone, or a whole model's.</summary>
    /// <param name="path">A <c>.safetensors</c> or <c>.npz</c> file.</param>
    /// <param name="by">"name": each the one of its name. "order": the first the first, and so on, whatever their names.</param>
    /// <param name="skipMismatch">Whether those that fit are set where others do not; else nothing is.</param>
    /// <returns>What was set and what did not match.</returns>
    /// <exception cref="ArgumentException">Something does not match, and is not to be skipped; the model is unchanged then.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; the model is unchanged then.</exception>
    /// <example><code>
    /// var report = model.LoadWeights("other.npz", by: "order", skipMismatch: true);
    /// Console.WriteLine(report); // 4 weights fit; shapes differ for dense/kernel ((128, 10) for (128, 4))
    /// </code></example>
    public WeightsReport LoadWeights(string path, string by = "name", bool skipMismatch = false)
    {
        Choices.Check("way to load weights", by, "name", "order");
        if (!IsNpz(path)) return LoadWeights(WeightsOf(SafeTensorsFile.Read(path)), path, by, skipMismatch);
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "an .npz file", FileKind.Zip);
        return LoadWeights(NpzFile.Stored(file, path), path, by, skipMismatch);
    }

    internal WeightsReport LoadWeights((string Name, Tensor Value)[] tensors, string path, string by = "name", bool skipMismatch = false) =>
        LoadWeights([.. tensors.Select(t => new StoredWeight(t.Name, t.Value.Shape, () => t.Value))], path, by, skipMismatch);

    internal WeightsReport LoadWeights(StoredWeight[] tensors, string path, string by, bool skipMismatch)
    {
        var pairs = by == "name" ? ByName(tensors) : ByOrder(tensors);
        var used = pairs.Select(p => p.Tensor).ToHashSet();
        var fits = pairs.Where(p => p.Tensor?.Shape == p.Variable.Shape).ToArray();
        var report = new WeightsReport(
            [.. fits.Select(p => p.Name)], [.. pairs.Where(p => p.Tensor is null).Select(p => p.Name)],
            [.. tensors.Where(t => !used.Contains(t)).Select(t => t.Name)],
            [.. pairs.Where(p => p.Tensor is { } t && t.Shape != p.Variable.Shape).Select(p =>
                new WeightMismatch(p.Name, p.Tensor!.Shape, p.Variable.Shape))]);
        if (!report.IsComplete && !skipMismatch)
            throw new ArgumentException(
                $"Model '{Shown}' got weights from '{path}' that do not match ({report}) but needs all of its own and no others. " +
                                        "Use the file of such a model, or skipMismatch: true.");
        using var hold = Hold.Take(this, "LoadWeights", _store.Variables, sets: true);
        // All are read before any is set.
        foreach (var (variable, values) in fits.Select(f => (f.Variable, f.Tensor!.Read())).ToArray()) values.Data.CopyTo(_store[variable]);
        _store.Version++;
        GC.KeepAlive(this);
        return report;
    }

    // Of a whole model's file, without the optimizer's slots.
    internal static (string Name, Tensor Value)[] WeightsOf(SafeTensorsFile file) =>
        [.. file.Metadata.ContainsKey(FormatKey) ? file.Tensors.Where(t => !IsSlot(t)) : file.Tensors];

    (string Name, Variable Variable, StoredWeight? Tensor)[] ByName(StoredWeight[] tensors)
    {
        var byName = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        return [.. NamedVariables.Select(v => (v.Name, v.Variable, byName.GetValueOrDefault(v.Name)))];
    }

    (string Name, Variable Variable, StoredWeight? Tensor)[] ByOrder(StoredWeight[] tensors) =>
        [.. NamedVariables.Select((v, i) => (v.Name, v.Variable, i < tensors.Length ? tensors[i] : null))];

    static bool IsNpz(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npz" => true,
            ".safetensors" => false,
            var other => throw new ArgumentException(
                $"Weights were to lie in '{path}' but files that end with '{other}' are not known. Use .safetensors or .npz."),
        };
    }
}
