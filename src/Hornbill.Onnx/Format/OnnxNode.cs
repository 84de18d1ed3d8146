using Hornbill.Onnx.Protobuf;

namespace Hornbill.Onnx.Format;

/// <summary>An operator applied to values, which are known by their names; an empty name is an input that is left out.</summary>
sealed class OnnxNode
{
    public string Operator { get; set; } = "";

    public string Name { get; set; } = "";

    public string Domain { get; set; } = "";

    public List<string> Inputs { get; init; } = [];

    public List<string> Outputs { get; init; } = [];

    public List<OnnxAttribute> Attributes { get; init; } = [];

    public static OnnxNode Read(ProtoReader reader)
    {
        var node = new OnnxNode();
        while (reader.Next())
            switch (reader.Field)
            {
                case 1: node.Inputs.Add(reader.Text()); break;
                case 2: node.Outputs.Add(reader.Text()); break;
                case 3: node.Name = reader.Text(); break;
                case 4: node.Operator = reader.Text(); break;
                case 5: node.Attributes.Add(OnnxAttribute.Read(reader.Message())); break;
                case 7: node.Domain = reader.Text(); break;
                default: reader.Skip(); break;
            }
        return node;
    }

    public ProtoWriter Write()
    {
        var writer = new ProtoWriter();
        foreach (var input in Inputs) writer.Word(1, input);
        foreach (var output in Outputs) writer.Word(2, output);
        writer.Text(3, Name).Text(4, Operator);
        foreach (var attribute in Attributes) writer.Message(5, attribute.Write());
        return writer.Text(7, Domain);
    }
}
