using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Keras.Hdf5;
using Hornbill.Serialization;

namespace Hornbill.Keras;

/// <summary>A <c>.keras</c> file: a zip file of the configuration, the weights, and notes.</summary>
sealed class KerasArchive
{
    public const string ConfigName = "config.json", MetadataName = "metadata.json", WeightsName = "model.weights.h5", Own = "hornbill";

    const long MostText = 64 << 20;

    readonly FileStream _file;
    readonly string _path;
    readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    public KerasArchive(FileStream file, string path)
    {
        (_file, _path) = (file, path);
        foreach (var entry in ZipDirectory.Read(file, path))
            if (!_entries.TryAdd(entry.Name, entry)) throw Damaged.File(path, entry.At, $"a second '{entry.Name}' begins there",
                "every entry has a name of its own");
        if (!_entries.ContainsKey(ConfigName)) throw Damaged.Other(path, "a zip file without config.json", "one as Keras 3 saves it",
            "Save the model by model.save('net.keras') in Keras 3.");
    }

    /// <summary>The architecture, as JSON.</summary>
    public string Config() => Text(_entries[ConfigName]);

    /// <summary>The weights, and the bytes that they take.</summary>
    public (Hdf5Group Root, long Length) Weights()
    {
        if (!_entries.TryGetValue(WeightsName, out var entry)) throw Damaged.Other(_path, $"a .keras file without {WeightsName}",
            "one with its weights", "Save the model in one file, without shards.");
        if (!entry.Deflated) return (Hdf5File.Open(_file, _path, entry.At, entry.Size), entry.Size);
        return (Hdf5File.Open(new MemoryStream(Unpack(entry, Packing.Most(_file.Length))), _path, 0, entry.Size), _file.Length);
    }

    /// <summary>What Hornbill noted beside the model; nothing where Keras wrote the file.</summary>
    public IEnumerable<(string Key, string Value)> Metadata()
    {
        if (!_entries.TryGetValue(MetadataName, out var entry)) return [];
        try
        {
            return BoundedJson.Object(Text(entry))[Own] is JsonObject own
                ? [.. own.Where(o => o.Value is JsonValue v && v.GetValueKind() == JsonValueKind.String)
                    .Select(o => (o.Key, o.Value!.ToString()))]
                : [];
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return []; // only a note
        }
    }

    string Text(ZipEntry entry)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true)
                .GetString(Unpack(entry, Math.Min(MostText, Packing.Most(_file.Length))));
        }
        catch (DecoderFallbackException e)
        {
            throw Damaged.File(_path, entry.At, $"'{entry.Name}' is no text", "it is UTF-8", inner: e);
        }
    }

    byte[] Unpack(ZipEntry entry, long most)
    {
        if (entry.Size > Math.Min(most, Array.MaxLength))
            throw Damaged.File(_path, entry.At, $"'{entry.Name}' unpacks to {entry.Size:N0} bytes", $"{most:N0} at most are taken");
        _file.Position = entry.At;
        using var packed = entry.Deflated ? new DeflateStream(_file, CompressionMode.Decompress, leaveOpen: true) : null;
        var content = new NpyContent(packed ?? (Stream)_file, _path, entry.Name, entry.Size) { Plain = !entry.Deflated };
        var bytes = new byte[entry.Size];
        content.Fill(bytes);
        content.End();
        return content.Sum == entry.Sum ? bytes
            : throw content.Wrong(0, $"the content's checksum is {content.Sum:x8}", $"the file says {entry.Sum:x8}");
    }
}
