using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>The weights of a file of any kind that holds weights alone.</summary>
static class StoredWeights
{
    /// <summary>All of them, read: safetensors (of a whole model without the optimizer's slots) or npz, told by its first bytes.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static StoredWeight[] Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"There is no file '{Plain.Text(path)}', but weights are to be read from it. Correct the path.");
        var kind = FileKind.Of(path);
        if (kind == FileKind.SafeTensors) return [.. SafeTensorsFile.Read(path).Tensors.Where(t => !IsSlot(t.Name)).Select(t =>
            Held(t.Name, t.Value))];
        if (kind == FileKind.Zip) return [.. NpzFile.Read(path).Arrays.Select(a => Held(a.Name, a.Value.ToTensor()))];
        throw Damaged.Other(path, kind?.Name ?? "no file of weights", "weights as .safetensors or .npz", "Convert them first.");
    }

    static StoredWeight Held(string name, Tensor value) => new(name, value.Shape, () => value);

    static bool IsSlot(string name) => name.StartsWith("optimizer:", StringComparison.Ordinal);
}
