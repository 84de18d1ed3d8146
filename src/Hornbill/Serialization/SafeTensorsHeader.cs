using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>The header of a safetensors file: which tensors lie where. Every value in it is doubted.</summary>
sealed class SafeTensorsHeader
{
    public const string MetadataKey = "__metadata__";

    /// <param name="Name">Its key in the header.</param>
    /// <param name="Shape">Its dimensions.</param>
    /// <param name="Begin">Its first byte, counted from the data's start.</param>
    /// <param name="End">The byte after its last.</param>
    /// <param name="At">Where in the file the header says so.</param>
    internal readonly record struct Entry(string Name, Shape Shape, long Begin, long End, long At);

    SafeTensorsHeader(List<Entry> entries, Dictionary<string, string> metadata)
    {
        (Entries, Metadata) = (entries, metadata);
        InOrderOfData = [.. Enumerable.Range(0, entries.Count).OrderBy(i => entries[i].Begin).ThenBy(i => entries[i].End)];
    }

    public IReadOnlyList<Entry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The indices of <see cref="Entries"/> as their values follow each other.</summary>
    public IReadOnlyList<int> InOrderOfData { get; }

    /// <summary>Reads and checks the header; the stream then stands at the first tensor's first byte.</summary>
    public static SafeTensorsHeader Read(Stream file, string path)
    {
        var text = Text(file, path);
        var parser = new SafeTensorsParser(path, text);
        var (entries, metadata) = parser.Parse();
        var header = new SafeTensorsHeader(entries, metadata);
        header.CheckData(file.Length - SafeTensorsFile.LengthBytes - text.Length, path);
        return header;
    }

    static byte[] Text(Stream file, string path)
    {
        if (file.Length < SafeTensorsFile.LengthBytes)
            throw Damaged(path, 0, $"the file has {file.Length} bytes", "it begins with 8 bytes that hold its header's length");
        Span<byte> prefix = stackalloc byte[SafeTensorsFile.LengthBytes];
        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var most = (ulong)Math.Min(file.Length - SafeTensorsFile.LengthBytes, SafeTensorsFile.LongestHeader);
        if (length is 0 || length > most)
            throw Damaged(path, 0, $"the header's length is {length}", $"it must be 1 to {most} in a file of {file.Length} bytes");
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
                throw Damaged(path, e.At, $"tensor '{e.Name}' begins at byte {e.Begin} of the data",
                              $"the one before it ends at {end}, and tensors follow each other without holes and overlaps");
            end = e.End;
        }
        if (end != length)
            throw Damaged(path, SafeTensorsFile.LengthBytes, $"the header describes {end} bytes of data", $"{length} follow it");
    }

    public static InvalidDataException Damaged(string path, long at, string came, string expected, string? fix = null) =>
        new($"'{path}' is damaged at byte {at}: {came}, but {expected}. {fix ?? "Fetch or save the file again."}");

    /// <summary>The header of these tensors, padded with spaces so that the data begins on a multiple of 8 bytes.</summary>
    public static ReadOnlySpan<byte> Compose((string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        CheckNames(tensors);
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
        return text.GetBuffer().AsSpan(0, (int)text.Length);
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
