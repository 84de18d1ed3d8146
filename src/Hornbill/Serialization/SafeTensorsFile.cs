using System.Buffers.Binary;
using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>Named tensors and a few strings in one file, in the safetensors format: the length of the header as 8 bytes, the header as
/// JSON, then the values. Python's <c>safetensors</c> reads what this writes.</summary>
/// <example><code>SafeTensorsFile.Write("weights.safetensors", model.GetWeights().Select(w => (w.Name, w.Value)));</code></example>
public sealed class SafeTensorsFile
{
    internal const int LengthBytes = 8;
    internal const int LongestHeader = 100_000_000;

    SafeTensorsFile(IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata) =>
        (Tensors, Metadata) = (tensors, metadata);

    /// <summary>The tensors, in the header's order.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Tensors { get; }

    /// <summary>The strings stored beside them; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a file of float32 tensors.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or holds another type; the message names the file and the byte.</exception>
    public static SafeTensorsFile Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, path);
    }

    internal static SafeTensorsFile Read(Stream file, string path)
    {
        var header = SafeTensorsHeader.Read(file, path);
        var values = new Tensor[header.Entries.Count];
        foreach (var i in header.InOrderOfData)
        {
            var shape = header.Entries[i].Shape;
            values[i] = new(shape);
            LittleEndian.Read(file, values[i].Data);
        }
        return new([.. header.Entries.Select((e, i) => (e.Name, values[i]))], header.Metadata);
    }

    /// <summary>Writes the tensors in the order given, aside and then renamed. The same content gives the same bytes: metadata is
    /// sorted by key.</summary>
    /// <exception cref="ArgumentException">Two tensors have one name, or one is called <c>__metadata__</c>.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors,
                             IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        (string Name, Tensor Value)[] all = [.. tensors];
        AtomicFile.Write(path, file => Write(file, all, metadata));
    }

    internal static void Write(Stream file, (string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = SafeTensorsHeader.Compose(tensors, metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        foreach (var (_, value) in tensors) file.Write(LittleEndian.Bytes(value.Data));
    }
}
