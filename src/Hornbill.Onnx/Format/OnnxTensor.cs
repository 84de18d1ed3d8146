using System.Runtime.InteropServices;
using Hornbill.Onnx.Protobuf;

namespace Hornbill.Onnx.Format;

/// <summary>Numbers as they lie in the file, or the place beside it where they lie.</summary>
sealed class OnnxTensor
{
    /// <summary>TensorProto.DataType.</summary>
    public const int FloatType = 1, Int64Type = 7, UInt32Type = 12, UInt64Type = 13;

    public string Name { get; set; } = "";

    public int Type { get; private set; } = FloatType;

    public List<long> Dims { get; init; } = [];

    /// <summary>The elements one after the other, in as many bytes as each has; null where they are in one of the lists.</summary>
    public ReadOnlyMemory<byte>? Raw { get; set; }

    /// <summary>Elements that are floats or doubles, where they are not <see cref="Raw"/>.</summary>
    public List<float> Floats { get; } = [];

    /// <summary>Elements that are whole numbers, or halves by their bits, where they are not <see cref="Raw"/>.</summary>
    public List<long> Longs { get; } = [];

    /// <summary>Where the elements lie in a file beside this one: location, offset, length.</summary>
    public List<(string Key, string Value)> External { get; } = [];

    /// <summary>Whether they lie there.</summary>
    public bool IsExternal { get; private set; }

    public static OnnxTensor Of(string name, IEnumerable<int> dims, float[] values) => new()
    {
        Name = name,
        Dims = [.. dims.Select(d => (long)d)],
        Raw = LittleEndian(values).ToArray(),
    };

    public static OnnxTensor Of(string name, long[] values) => Of(name, [values.Length], values);

    public static OnnxTensor Of(string name, IEnumerable<int> dims, long[] values) => new()
    {
        Name = name, Type = Int64Type,
        Dims = [.. dims.Select(d => (long)d)],
        Raw = MemoryMarshal.AsBytes<long>(values).ToArray(),
    };

    static ReadOnlySpan<byte> LittleEndian(float[] values) => BitConverter.IsLittleEndian
        ? MemoryMarshal.AsBytes<float>(values)
        : throw new PlatformNotSupportedException("This processor keeps numbers the other way round but ONNX needs the low byte first. " +
                                                  "Use another machine.");

    /// <summary>Lets the elements lie beside the file.</summary>
    public void MoveTo(string location, long offset)
    {
        External.AddRange([("location", location), ("offset", $"{offset}"), ("length", $"{Raw!.Value.Length}")]);
        (Raw, IsExternal) = (null, true);
    }

    public static OnnxTensor Read(ProtoReader reader)
    {
        var tensor = new OnnxTensor { Type = 0 };
        while (reader.Next())
            switch (reader.Field)
            {
                case 1: reader.Longs(tensor.Dims); break;
                case 2: tensor.Type = reader.Int(); break;
                case 4: reader.Floats(tensor.Floats); break;
                case 5 or 7 or 11: reader.Longs(tensor.Longs); break;
                case 8: tensor.Name = reader.Text(); break;
                case 9: tensor.Raw = reader.Bytes(); break;
                case 10: reader.Doubles(tensor.Floats); break;
                case 13: tensor.External.Add(OnnxFile.ReadPair(reader.Message())); break;
                case 14: tensor.IsExternal = reader.Long() == 1; break;
                case 3: throw new FormatException("there is a constant in segments, which is not supported");
                default: reader.Skip(); break;
            }
        return tensor;
    }

    public ProtoWriter Write()
    {
        var writer = new ProtoWriter().Longs(1, Dims).Long(2, Type).Text(8, Name);
        if (Raw is { } raw) writer.Bytes(9, raw);
        foreach (var value in Floats) writer.Float(4, value);
        if (Longs.Count > 0) writer.Longs(Type switch { Int64Type => 7, UInt32Type or UInt64Type => 11, _ => 5 }, Longs);
        foreach (var (key, value) in External) writer.Message(13, new ProtoWriter().Word(1, key).Word(2, value));
        return IsExternal ? writer.Long(14, 1) : writer;
    }
}
