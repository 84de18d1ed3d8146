using System.Buffers.Binary;
using System.Runtime.InteropServices;
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

    /// <summary>Reads a file; what is not float32 becomes the nearest float32. Where it carries a checksum, this is compared.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checksum">Whether it must carry one.</param>
    /// <exception cref="InvalidDataException">The file is damaged or holds another type; the message names the file and the byte. Never is
    /// more memory taken than the file's size accounts for.</exception>
    public static SafeTensorsFile Read(string path, bool checksum = false)
    {
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "a safetensors file", FileKind.SafeTensors);
        return Read(file, path, checksum);
    }

    internal static SafeTensorsFile Read(Stream file, string path, bool checksum = false)
    {
        var header = SafeTensorsHeader.Read(file, path);
        if (checksum && header.Declared is null)
            throw Damaged.File(path, LengthBytes, "there is no checksum", $"the metadata holds one as '{SafeTensorsHeader.ChecksumKey}'");
        var (values, sum) = (new Tensor[header.Entries.Count], header.Checksum.Sum);
        foreach (var i in header.InOrderOfData) values[i] = ReadTensor(file, header.Entries[i], ref sum);
        header.Check(sum, path);
        return new([.. header.Entries.Select((e, i) => (e.Name, values[i]))], header.Metadata);
    }

    static Tensor ReadTensor(Stream file, SafeTensorsHeader.Entry entry, ref uint sum)
    {
        var tensor = new Tensor(entry.Shape);
        var raw = entry.Type == ElementType.F32 ? MemoryMarshal.AsBytes(tensor.Data.AsSpan()) : new byte[entry.End - entry.Begin];
        file.ReadExactly(raw);
        sum = Crc32C.Append(sum, raw);
        Elements.Order(entry.Type, raw, littleEndian: true);
        if (entry.Type != ElementType.F32) Elements.To<float>(entry.Type, raw, tensor.Data);
        return tensor;
    }

    /// <summary>Writes the tensors in the order given, aside and then renamed. The same content gives the same bytes: metadata is
    /// sorted by key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Named values.</param>
    /// <param name="metadata">Strings beside them.</param>
    /// <param name="checksum">Whether the file carries the sum (CRC-32C) of all its bytes, so that reading notices where it is torn or
    /// damaged.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or one is called <c>__metadata__</c>.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors,
                             IReadOnlyDictionary<string, string>? metadata = null, bool checksum = false)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        (string Name, Tensor Value)[] all = [.. tensors];
        AtomicFile.Write(path, file => Write(file, all, metadata, checksum));
    }

    internal static void Write(Stream file, (string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string>? metadata,
        bool checksum = false)
    {
        var header = SafeTensorsHeader.Compose(tensors, metadata, checksum);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        foreach (var (_, value) in tensors) file.Write(LittleEndian.Bytes(value.Data));
    }
}
