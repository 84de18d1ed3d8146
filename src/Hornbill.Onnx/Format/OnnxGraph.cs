using Hornbill.Onnx.Protobuf;

namespace Hornbill.Onnx.Format;

/// <summary>Nodes in the order of computation, what goes in and out, constants, and the shapes of values between.</summary>
sealed class OnnxGraph
{
    public string Name { get; set; } = "";

    public List<OnnxNode> Nodes { get; init; } = [];

    public List<OnnxTensor> Initializers { get; init; } = [];

    public List<OnnxValue> Inputs { get; init; } = [];

    public List<OnnxValue> Outputs { get; init; } = [];

    public List<OnnxValue> Values { get; init; } = [];

    public static OnnxGraph Read(ProtoReader reader)
    {
        var graph = new OnnxGraph();
        while (reader.Next())
            switch (reader.Field)
            {
                case 1: graph.Nodes.Add(OnnxNode.Read(reader.Message())); break;
                case 2: graph.Name = reader.Text(); break;
                case 5: graph.Initializers.Add(OnnxTensor.Read(reader.Message())); break;
                case 11: graph.Inputs.Add(OnnxValue.Read(reader.Message())); break;
                case 12: graph.Outputs.Add(OnnxValue.Read(reader.Message())); break;
                case 13: graph.Values.Add(OnnxValue.Read(reader.Message())); break;
                case 15: throw new FormatException("there is a sparse constant, which is not supported");
                default: reader.Skip(); break;
            }
        return graph;
    }

    public ProtoWriter Write()
    {
        var writer = new ProtoWriter();
        foreach (var node in Nodes) writer.Message(1, node.Write());
        writer.Text(2, Name);
        foreach (var tensor in Initializers) writer.Message(5, tensor.Write());
        foreach (var input in Inputs) writer.Message(11, input.Write());
        foreach (var output in Outputs) writer.Message(12, output.Write());
        foreach (var value in Values) writer.Message(13, value.Write());
        return writer;
    }
}
