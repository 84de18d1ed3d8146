using System.IO.Compression;

namespace Hornbill.Serialization;

/// <summary>PyTorch's file since 1.6: a zip file with the pickle in <c>NAME/data.pkl</c> and each storage in
/// <c>NAME/data/KEY</c>.</summary>
sealed class PyTorchZip : PyTorchFile
{
    const string Pickled = "data.pkl", Code = "constants.pkl", Order = "byteorder";

    readonly Dictionary<string, ZipEntry> _entries;
    readonly string _folder;

    PyTorchZip(string path, long length, Dictionary<string, ZipEntry> entries, string folder) : base(path, length) =>
        (_entries, _folder) = (entries, folder);

    public static (PyTorchFile File, object Content) Open(Stream file, string path)
    {
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        foreach (var entry in ZipDirectory.Read(file, path))
            if (!entries.TryAdd(entry.Name, entry)) throw Damaged.File(path, entry.At, $"a second '{entry.Name}' begins there",
                "every entry has a name of its own");
        var folder = Folder(entries, path);
        var order = entries.TryGetValue(folder + Order, out var told) ? Unpack(file, path, told) : "little"u8.ToArray();
        var zip = new PyTorchZip(path, file.Length, entries, folder) { LittleEndian = !order.AsSpan().SequenceEqual("big"u8) };
        using var pickle = new MemoryStream(Unpack(file, path, entries[folder + Pickled]));
        var types = new StateDictPickle();
        var content = new PickleReader(pickle, path, types).Read();
        foreach (var storage in types.Named.Values) zip.Check(storage);
        return (zip, content);
    }

    static string Folder(Dictionary<string, ZipEntry> entries, string path)
    {
        string[] folders = [.. entries.Keys.Where(n => n.Count(c => c == '/') == 1 && n.EndsWith("/" + Pickled, StringComparison.Ordinal))
            .Select(n => n[..^Pickled.Length])];
        if (folders is not [var folder])
            throw Damaged.Other(path, "a zip file", "one with a data.pkl in its folder, as torch.save writes it",
                "Give the file of a state dict; .npz files go by LoadWeights.");
        return !entries.ContainsKey(folder + Code) ? folder
            : throw Damaged.Other(path, "a program of TorchScript", "a state dict", "Save model.state_dict() by torch.save in PyTorch.");
    }

    ZipEntry Entry(PyTorchStorage storage) => _entries[$"{_folder}data/{storage.Key}"];

    void Check(PyTorchStorage storage)
    {
        var name = $"{_folder}data/{storage.Key}";
        if (!_entries.TryGetValue(name, out var entry))
            throw new InvalidDataException(Plain.Text(
                $"'{Path}' has no entry '{name}', but its tensors need that storage. Fetch or save the file again."));
        if (entry.Size != storage.Bytes)
            throw Damaged.File(Path, entry.At, $"'{name}' has {entry.Size} bytes",
                $"{storage.Elements} numbers of {storage.Type} take {storage.Bytes}");
    }

    // All of it is held against its checksum; of a part there is none.
    protected override byte[] Read(Stream file, PyTorchStorage storage, long first, long count)
    {
        var entry = Entry(storage);
        return entry.Deflated || count == entry.Size
            ? Unpack(file, Path, entry)[(int)first..(int)(first + count)]
            : At(file, entry.At + first, count);
    }

    static byte[] Unpack(Stream file, string path, ZipEntry entry)
    {
        if (entry.Size > Math.Min(Packing.Most(file.Length), Array.MaxLength))
            throw Damaged.File(path, entry.At, $"'{entry.Name}' unpacks to {entry.Size:N0} bytes",
                $"{Packing.Most(file.Length):N0} at most are taken for a file of {file.Length:N0}");
        file.Position = entry.At;
        using var packed = entry.Deflated ? new DeflateStream(file, CompressionMode.Decompress, leaveOpen: true) : null;
        var content = new NpyContent(packed ?? file, path, entry.Name, entry.Size) { Plain = !entry.Deflated };
        var bytes = new byte[entry.Size];
        content.Fill(bytes);
        content.End();
        // 0 where PyTorch was told to write none.
        return content.Sum == entry.Sum || entry.Sum == 0 ? bytes
            : throw content.Wrong(0, $"the content's checksum is {content.Sum:x8}", $"the file says {entry.Sum:x8}");
    }
}
