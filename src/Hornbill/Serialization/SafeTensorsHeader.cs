using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>The header of a safetensors file: which tensors lie where. Every value in it is doubted.</summary>
sealed class SafeTensorsHeader
{
    public const string MetadataKey = "__metadata__";

    // Its value is the sum of the file's bytes, with zeros in its own place.
    public const string ChecksumKey = "hornbill.crc32c";

    public const string NoChecksum = "00000000";

    /// <param name="Name">Its key in the header.</param>
    /// <param name="Type">Its numbers.</param>
    /// <param name="Shape">Its dimensions.</param>
    /// <param name="Begin">Its first byte, counted from the data's start.</param>
    /// <param name="End">The byte after its last.</param>
    /// <param name="At">Where in the file the header says so.</param>
    internal readonly record struct Entry(string Name, ElementType Type, Shape Shape, long Begin, long End, long At);

    SafeTensorsHeader(List<Entry> entries, Dictionary<string, string> metadata)
    {
        (Entries, Metadata) = (entries, metadata);
        if (metadata.Remove(ChecksumKey, out var sum)) Declared = sum;
        InOrderOfData = [.. Enumerable.Range(0, entries.Count).OrderBy(i => entries[i].Begin).ThenBy(i => entries[i].End)];
    }

    public IReadOnlyList<Entry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The indices of <see cref="Entries"/> as their values follow each other.</summary>
    public IReadOnlyList<int> InOrderOfData { get; }

    /// <summary>The checksum as it is written; null where there is none.</summary>
    public string? Declared { get; }

    /// <summary>Where in the file it stands, and the sum up to the header's end.</summary>
    public (long At, uint Sum) Checksum { get; private init; }

    /// <summary>Reads and checks the header; the stream then stands at the first tensor's first byte.</summary>
    public static SafeTensorsHeader Read(Stream file, string path)
    {
        var text = Text(file, path);
        var parser = new SafeTensorsParser(path, text);
        var (entries, metadata) = parser.Parse();
        var header = new SafeTensorsHeader(entries, metadata) { Checksum = (parser.ChecksumAt, SumWithout(parser.ChecksumAt, text)) };
        header.CheckData(file.Length - SafeTensorsFile.LengthBytes - text.Length, path);
        return header;
    }

    static byte[] Text(Stream file, string path)
    {
        if (file.Length < SafeTensorsFile.LengthBytes)
            throw Damaged.File(path, 0, $"the file has {file.Length} bytes", "it begins with 8 bytes that hold its header's length");
        Span<byte> prefix = stackalloc byte[SafeTensorsFile.LengthBytes];
        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var most = (ulong)Math.Min(file.Length - SafeTensorsFile.LengthBytes, SafeTensorsFile.LongestHeader);
        if (length is 0 || length > most)
            throw Damaged.File(path, 0, $"the header's length is {length}", $"it must be 1 to {most} in a file of {file.Length} bytes");
        var text = new byte[length];
        file.ReadExactly(text);
        return text;
    }

    void CheckData(long length, string path)
    {
        var end = 0L;
        foreach (var e in InOrderOfData.Select(i => Entries[i]))
        {
            if (e.Begin != end)
                throw Damaged.File(path, e.At, $"tensor '{e.Name}' begins at byte {e.Begin} of the data",
                              $"the one before it ends at {end}, and tensors follow each other without holes and overlaps");
            end = e.End;
        }
        if (end != length)
            throw Damaged.File(path, SafeTensorsFile.LengthBytes, $"the header describes {end} bytes of data", $"{length} follow it");
    }

    /// <summary>Throws where the file's bytes have another sum than the header says.</summary>
    public void Check(uint sum, string path)
    {
        if (Declared is not null && Declared != Hex(sum))
            throw Damaged.File(path, Checksum.At, $"the checksum there is '{Declared}'", $"that of the file's content is '{Hex(sum)}'");
    }

    static string Hex(uint sum) => sum.ToString("x8", CultureInfo.InvariantCulture);

    static uint SumWithout(long at, byte[] text)
    {
        Span<byte> length = stackalloc byte[SafeTensorsFile.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        var sum = Crc32C.Append(0, length);
        var place = at == 0 ? text.Length : (int)at - SafeTensorsFile.LengthBytes;
        var end = Math.Min(text.Length, place + NoChecksum.Length);
        sum = Crc32C.Append(sum, text.AsSpan(0, place));
        sum = Crc32C.Append(sum, "00000000"u8[..(end - place)]);
        return Crc32C.Append(sum, text.AsSpan(end));
    }

    /// <summary>The header of these tensors, padded with spaces so that the data begins on a multiple of 8 bytes.</summary>
    /// <param name="tensors">What follows the header.</param>
    /// <param name="metadata">Strings beside them.</param>
    /// <param name="checksum">Whether the sum of all bytes is among them.</param>
    public static ReadOnlySpan<byte> Compose((string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string>? metadata,
        bool checksum)
    {
        CheckNames(tensors);
        if (metadata?.ContainsKey(ChecksumKey) is true)
            throw new ArgumentException($"The metadata got '{ChecksumKey}' but that key is the checksum's. Choose another.");
        if (checksum) metadata = new Dictionary<string,
            string>(metadata ?? new Dictionary<string, string>())
        { [ChecksumKey] = NoChecksum };
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 }) WriteMetadata(json, metadata);
            var begin = 0L;
            foreach (var (name, value) in tensors) begin = WriteEntry(json, name, value, begin);
            json.WriteEndObject();
        }
        while (text.Length % 8 != 0) text.WriteByte((byte)' ');
        if (text.Length > SafeTensorsFile.LongestHeader)
            throw new ArgumentException($"The header has {text.Length} bytes but may have {SafeTensorsFile.LongestHeader}. " +
                                        "Store less metadata.");
        var header = text.GetBuffer().AsSpan(0, (int)text.Length);
        if (checksum) WriteChecksum(header, tensors);
        return header;
    }

    static void WriteChecksum(Span<byte> header, (string Name, Tensor Value)[] tensors)
    {
        var at = header.IndexOf("\"hornbill.crc32c\":\""u8) + ChecksumKey.Length + 4;
        Span<byte> length = stackalloc byte[SafeTensorsFile.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        var sum = Crc32C.Append(Crc32C.Append(0, length), header);
        foreach (var (_, value) in tensors) sum = Crc32C.Append(sum, LittleEndian.Bytes(value.Data));
        Encoding.ASCII.GetBytes(Hex(sum), header[at..]);
    }

    static void CheckNames((string Name, Tensor Value)[] tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataKey };
        foreach (var (name, _) in tensors)
            if (!names.Add(name))
                throw new ArgumentException($"The name '{name}' came twice, or is the format's own, but every tensor needs its own. " +
                                            "Rename one.");
    }

    static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    static long WriteEntry(Utf8JsonWriter json, string name, Tensor value, long begin)
    {
        var end = begin + (value.Data.LongLength * sizeof(float));
        json.WriteStartObject(name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        foreach (var dim in value.Shape) json.WriteNumberValue(dim);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }
}
