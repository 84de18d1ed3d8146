using System.Buffers.Binary;
using System.Globalization;
using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Import;

/// <summary>The numbers of a file's constants, of the file itself or of those beside it.</summary>
/// <param name="folder">The folder of the file, which those beside must lie in; null where there is none.</param>
sealed class Constants(string? folder)
{
    const int MostDimensions = 32;

    // TensorProto.DataType.
    const int Float = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, Bool = 9, Half = 10, Double = 11, UInt32 = 12,
        UInt64 = 13, BFloat16 = 16;

    readonly Dictionary<string, List<(long Start, long End)>> _taken = [];

    /// <summary>Bytes that files beside gave.</summary>
    public long Beside { get; private set; }

    public Numbers Read(OnnxTensor tensor)
    {
        var ((dims, count), width) = (Sizes(tensor), Width(tensor));
        if (tensor.IsExternal) tensor.Raw = External(tensor, (long)count * width);
        var floats = tensor.Type is Float or Half or Double or BFloat16;
        if (tensor.Raw is { } raw)
        {
            if (raw.Length != (long)count * width) throw Bad(tensor, $"{raw.Length} bytes", $"{count} elements of {width} bytes each");
            return floats ? new(dims, Floats(raw.Span, tensor.Type, count), null) : new(dims, null, Longs(raw.Span, tensor.Type, count));
        }
        var came = tensor.Type is Float or Double ? tensor.Floats.Count : tensor.Longs.Count;
        if (came != count) throw Bad(tensor, $"{came} elements", $"{count}, as its shape has");
        if (!floats) return new(dims, null, [.. tensor.Longs]);
        return new(dims, tensor.Type is Float or Double ? [.. tensor.Floats] : [.. tensor.Longs.Select(b =>
            OfBits((ushort)b, tensor.Type))],
            null);
    }

    static (int[] Dims, int Count) Sizes(OnnxTensor tensor)
    {
        if (tensor.Dims.Count > MostDimensions) throw Bad(tensor, $"{tensor.Dims.Count} dimensions", $"{MostDimensions} at most");
        var count = 1.0;
        foreach (var d in tensor.Dims)
        {
            if (d is < 0 or > int.MaxValue) throw Bad(tensor, $"a dimension of {d}", $"one from 0 to {int.MaxValue}");
            count *= d;
        }
        return count <= int.MaxValue ? ([.. tensor.Dims.Select(d => (int)d)], (int)count)
            : throw Bad(tensor, $"{count:0.###e0} elements", $"{int.MaxValue} at most");
    }

    static int Width(OnnxTensor tensor) => tensor.Type switch
    {
        UInt8 or Int8 or Bool => 1,
        UInt16 or Int16 or Half or BFloat16 => 2,
        Float or Int32 or UInt32 => 4,
        Int64 or UInt64 or Double => 8,
        _ => throw Bad(tensor, $"elements of type {tensor.Type}", "a type of floats, whole numbers or truth"),
    };

    static float[] Floats(ReadOnlySpan<byte> raw, int type, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = type switch
            {
                Float => BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]),
                Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..]),
                _ => OfBits(BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]), type),
            };
        return values;
    }

    static float OfBits(ushort bits, int type) =>
        type == Half ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.Int32BitsToSingle(bits << 16);

    static long[] Longs(ReadOnlySpan<byte> raw, int type, int count)
    {
        var values = new long[count];
        for (var i = 0; i < count; i++)
            values[i] = type switch
            {
                UInt8 or Bool => raw[i],
                Int8 => (sbyte)raw[i],
                UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]),
                Int16 => BinaryPrimitives.ReadInt16LittleEndian(raw[(2 * i)..]),
                Int32 => BinaryPrimitives.ReadInt32LittleEndian(raw[(4 * i)..]),
                UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(raw[(4 * i)..]),
                _ => BinaryPrimitives.ReadInt64LittleEndian(raw[(8 * i)..]),
            };
        return values;
    }

    byte[] External(OnnxTensor tensor, long needs)
    {
        var told = tensor.External.GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        var path = Inside(tensor, told.GetValueOrDefault("location", ""));
        long start = Number(tensor, told, "offset", 0), length = Number(tensor, told, "length", needs);
        var size = new FileInfo(path) is { Exists: true } file ? file.Length
            : throw Bad(tensor, $"its numbers in '{Choices.Short(path)}', where no file is", "one beside the model");
        if (length != needs || start > size - length)
            throw Bad(tensor, $"bytes from {start} on, {length} of them, in a file of {size}", $"{needs} within it");
        Take(tensor, path, start, start + length);
        Beside += length;
        using var stream = File.OpenRead(path);
        stream.Position = start;
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // Links are followed before it is asked where the file lies.
    string Inside(OnnxTensor tensor, string location)
    {
        if (folder is null || location.Length == 0 || Path.IsPathRooted(location) || location.Contains('\\', StringComparison.Ordinal)
            || location.Contains('\0', StringComparison.Ordinal) || location.Split('/').Contains(".."))
            throw Bad(tensor, $"its numbers in '{Choices.Short(location)}'", "a file in the model's folder");
        var path = Path.GetFullPath(Path.Combine(folder, location));
        for (var at = path; at.Length > folder.Length; at = Path.GetDirectoryName(at)!)
            if (new FileInfo(at).LinkTarget is not null) throw Bad(tensor, $"its numbers behind the link '{Choices.Short(location)}'",
                "a file in the model's folder");
        return path;
    }

    static long Number(OnnxTensor tensor, Dictionary<string, string> told, string key, long standard) =>
        !told.TryGetValue(key, out var text) ? standard
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n
        : throw Bad(tensor, $"'{key}' of '{Choices.Short(text)}'", "a whole number of at least 0");

    void Take(OnnxTensor tensor, string path, long start, long end)
    {
        var taken = _taken.TryGetValue(path, out var known) ? known : _taken[path] = [];
        if (taken.Any(t => start < t.End && t.Start < end))
            throw Bad(tensor, $"bytes {start} to {end}, which another constant has too", "bytes of its own");
        taken.Add((start, end));
    }

    static FormatException Bad(OnnxTensor tensor, string came, string needs) =>
        new($"the constant '{Choices.Short(tensor.Name)}' has {came} but {needs} is expected");
}
