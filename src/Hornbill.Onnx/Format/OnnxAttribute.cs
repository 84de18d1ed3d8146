using Hornbill.Onnx.Protobuf;

namespace Hornbill.Onnx.Format;

/// <summary>A setting of a node. Graphs within nodes are not read: no operator that has one is supported.</summary>
sealed class OnnxAttribute
{
    // AttributeProto.AttributeType.
    const int FloatType = 1, IntType = 2, TextType = 3, TensorType = 4, FloatsType = 6, IntsType = 7;

    public string Name { get; private set; } = "";

    public float? Float { get; private set; }

    public long? Int { get; private set; }

    public string? Text { get; private set; }

    public OnnxTensor? Tensor { get; private set; }

    public List<float> Floats { get; } = [];

    public List<long> Ints { get; } = [];

    public static OnnxAttribute Of(string name, float value) => new() { Name = name, Float = value };

    public static OnnxAttribute Of(string name, long value) => new() { Name = name, Int = value };

    public static OnnxAttribute Of(string name, string value) => new() { Name = name, Text = value };

    public static OnnxAttribute Of(string name, params IEnumerable<int> values)
    {
        var attribute = new OnnxAttribute { Name = name };
        attribute.Ints.AddRange(values.Select(v => (long)v));
        return attribute;
    }

    public static OnnxAttribute Read(ProtoReader reader)
    {
        var attribute = new OnnxAttribute();
        while (reader.Next())
            switch (reader.Field)
            {
                case 1: attribute.Name = reader.Text(); break;
                case 2: attribute.Float = reader.Float(); break;
                case 3: attribute.Int = reader.Long(); break;
                case 4: attribute.Text = reader.Text(); break;
                case 5: attribute.Tensor = OnnxTensor.Read(reader.Message()); break;
                case 7: reader.Floats(attribute.Floats); break;
                case 8: reader.Longs(attribute.Ints); break;
                default: reader.Skip(); break;
            }
        return attribute;
    }

    public ProtoWriter Write()
    {
        var writer = new ProtoWriter().Text(1, Name);
        if (Float is { } f) return writer.Float(2, f).Long(20, FloatType);
        if (Int is { } i) return writer.Long(3, i).Long(20, IntType);
        if (Text is { } s) return writer.Word(4, s).Long(20, TextType);
        if (Tensor is { } t) return writer.Message(5, t.Write()).Long(20, TensorType);
        foreach (var value in Floats) writer.Float(7, value);
        foreach (var value in Ints) writer.Long(8, value);
        return writer.Long(20, Floats.Count > 0 ? FloatsType : IntsType);
    }
}
