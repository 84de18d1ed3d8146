using Hornbill.Onnx.Protobuf;

namespace Hornbill.Onnx.Format;

/// <summary>A value's name, the type of its elements and its shape.</summary>
sealed class OnnxValue
{
    public string Name { get; set; } = "";

    /// <summary>The type of elements; 0 where none is told.</summary>
    public int Type { get; init; } = OnnxTensor.FloatType;

    /// <summary>Its dimensions, negative where they are not known; null where nothing is told of them.</summary>
    public List<long>? Dims { get; init; }

    /// <summary>What the first dimension is called where it is not known.</summary>
    public string Batch { get; init; } = "N";

    public static OnnxValue Read(ProtoReader reader)
    {
        var (name, type, dims) = ("", 0, (List<long>?)null);
        while (reader.Next())
            if (reader.Field == 1) name = reader.Text();
            else if (reader.Field == 2) ReadType(reader.Message(), ref type, ref dims);
            else reader.Skip();
        return new() { Name = name, Type = type, Dims = dims };
    }

    static void ReadType(ProtoReader reader, ref int type, ref List<long>? dims)
    {
        while (reader.Next())
            if (reader.Field == 1) ReadTensor(reader.Message(), ref type, ref dims);
            else reader.Skip();
    }

    static void ReadTensor(ProtoReader reader, ref int type, ref List<long>? dims)
    {
        while (reader.Next())
            if (reader.Field == 1) type = reader.Int();
            else if (reader.Field == 2) ReadShape(reader.Message(), dims = []);
            else reader.Skip();
    }

    static void ReadShape(ProtoReader reader, List<long> dims)
    {
        while (reader.Next())
            if (reader.Field == 1) dims.Add(ReadDim(reader.Message()));
            else reader.Skip();
    }

    static long ReadDim(ProtoReader reader)
    {
        var size = -1L;
        while (reader.Next())
            if (reader.Field == 1) size = reader.Long();
            else reader.Skip();
        return size;
    }

    public ProtoWriter Write()
    {
        var shape = new ProtoWriter();
        foreach (var dim in Dims!) shape.Message(1, dim < 0 ? new ProtoWriter().Text(2, Batch) : new ProtoWriter().Long(1, dim));
        var tensor = new ProtoWriter().Long(1, Type).Message(2, shape);
        return new ProtoWriter().Text(1, Name).Message(2, new ProtoWriter().Message(1, tensor));
    }
}
