using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>The weights of a file of any kind that holds weights alone.</summary>
static class StoredWeights
{
    /// <summary>All of them: of safetensors (a whole model's without the optimizer's slots), npz, or PyTorch's state dicts, told by the
    /// first bytes.</summary>
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
        if (kind == FileKind.Zip && HoldsArrays(path)) return [.. NpzFile.Read(path).Arrays.Select(a => Held(a.Name, a.Value.ToTensor()))];
        if (kind == FileKind.Zip || kind == FileKind.PyTorch) return [.. PyTorchWeights.Read(path).Tensors.Select(t =>
            new StoredWeight(t.Name, t.Shape, t.Read))];
        throw Damaged.Other(path, kind?.Name ?? "no file of weights", "weights as .safetensors, .npz or .pth",
            kind?.Use ?? "Give such a file.");
    }

    // PyTorch's files are zip files, too.
    static bool HoldsArrays(string path)
    {
        using var file = File.OpenRead(path);
        return ZipDirectory.Read(file, path).All(e => e.Name.EndsWith(".npy", StringComparison.Ordinal));
    }

    static StoredWeight Held(string name, Tensor value) => new(name, value.Shape, () => value);

    static bool IsSlot(string name) => name.StartsWith("optimizer:", StringComparison.Ordinal);
}
