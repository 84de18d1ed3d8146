using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>The tensors of a <c>.pth</c> or <c>.pt</c> file, as <c>torch.save(model.state_dict(), path)</c> writes it. The file is a Python
/// pickle: only what describes tensors is understood, all else is refused, and nothing is executed.</summary>
/// <example><code>
/// var weights = PyTorchWeights.Read("resnet18.pth");
/// foreach (var t in weights.Tensors) Console.WriteLine($"{t.Name} {t.Shape} {t.Type}");
/// var kernel = weights["conv1.weight"].Read(); // (64, 3, 7, 7)
/// </code></example>
public sealed class PyTorchWeights
{
    // Where trainings put the state dict beside an epoch and an optimizer.
    static readonly string[] Usual = ["state_dict", "model_state_dict", "model"];

    PyTorchWeights(IReadOnlyList<PyTorchTensor> tensors) => Tensors = tensors;

    /// <summary>The tensors, in the order of the state dict.</summary>
    public IReadOnlyList<PyTorchTensor> Tensors { get; }

    /// <summary>The tensor of that name.</summary>
    /// <param name="name">As in the state dict.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public PyTorchTensor this[string name] => Tensors.FirstOrDefault(t => t.Name == name)
        ?? throw Choices.Unknown("tensor", name, Tensors.Select(t => t.Name));

    /// <summary>Reads what tensors a file has; their numbers are read by <see cref="PyTorchTensor.Read"/>. Storages of float32, float64,
    /// float16, bfloat16, whole numbers and bool; both forms of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">In a checkpoint that holds more than a state dict, the key of it; by default the file itself where it holds
    /// tensors, else its only dictionary that does, else <c>state_dict</c>, <c>model_state_dict</c> or <c>model</c>.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or names something else than tensors, numbers, texts
    /// and dictionaries of them; the message names the file and the byte.</exception>
    public static PyTorchWeights Read(string path, string? key = null)
    {
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "a file of PyTorch", FileKind.Zip, FileKind.PyTorch);
        var start = new byte[PyTorchRow.Start.Length];
        file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        var (content, root) = start.AsSpan().SequenceEqual(PyTorchRow.Start) ? PyTorchRow.Open(file, path) : PyTorchZip.Open(file, path);
        var weights = Chosen(root, key, path).Where(t => t.Value is PyTorchView)
            .Select(t => new PyTorchTensor(t.Key, content, (PyTorchView)t.Value)).ToArray();
        CheckSize(weights, path, file.Length);
        return new(weights);
    }

    static OrderedDictionary<string, object> Chosen(object root, string? key, string path)
    {
        if (root is not OrderedDictionary<string, object> all)
            throw Other(path, "holds no dictionary", "Save model.state_dict() in PyTorch.");
        if (key is not null) return all.GetValueOrDefault(key) as OrderedDictionary<string, object>
            ?? throw Choices.Unknown($"dictionary in '{path}'", key, Dictionaries(all).Select(d => d.Key));
        if (HasTensors(all)) return all;
        var found = Dictionaries(all).Where(d => HasTensors(d.Value)).ToDictionary(d => d.Key, d => d.Value);
        if (found.Count == 1) return found.Values.Single();
        return Usual.FirstOrDefault(found.ContainsKey) is { } usual ? found[usual]
            : found.Count == 0 ? throw Other(path, "has no tensors", "Save model.state_dict() in PyTorch.")
            : throw Other(path, $"has several dictionaries of tensors ({string.Join(", ", found.Keys.Take(8).Select(Choices.Short))})",
                "Give the key of one.");
    }

    static IEnumerable<(string Key, OrderedDictionary<string, object> Value)> Dictionaries(OrderedDictionary<string, object> all) =>
        all.Where(d => d.Value is OrderedDictionary<string, object>).Select(d => (d.Key, (OrderedDictionary<string, object>)d.Value));

    static bool HasTensors(OrderedDictionary<string, object> all) => all.Values.Any(v => v is PyTorchView);

    // Many names for one storage could ask for any amount of memory.
    static void CheckSize(PyTorchTensor[] tensors, string path, long length)
    {
        if (tensors.Sum(t => (long)t.Shape.Elements * sizeof(float)) is var bytes && bytes > Packing.Most(length))
            throw new InvalidDataException(Plain.Text(
                $"'{path}' describes tensors of {bytes:N0} bytes, but {Packing.Most(length):N0} at most are taken for a file of " +
                $"{length:N0}. Save a state dict whose tensors do not share their numbers."));
    }

    static InvalidDataException Other(string path, string came, string fix) =>
        new(Plain.Text($"'{path}' {came}, but a state dict of tensors by their names is expected. {fix}"));
}
