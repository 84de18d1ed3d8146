using Hornbill.Onnx.Protobuf;

namespace Hornbill.Onnx.Format;

/// <summary>All that is in a file of ONNX: the graph, which version of the operators it is written for, and texts beside.</summary>
sealed class OnnxFile
{
    public long IrVersion { get; set; }

    public string Producer { get; set; } = "";

    public string ProducerVersion { get; set; } = "";

    public OnnxGraph? Graph { get; set; }

    /// <summary>The version of each set of operators; the standard's has no name.</summary>
    public List<(string Domain, long Version)> Operators { get; } = [];

    public List<(string Key, string Value)> Metadata { get; } = [];

    public static OnnxFile Read(ReadOnlyMemory<byte> bytes)
    {
        var (reader, file) = (new ProtoReader(bytes, new()), new OnnxFile());
        while (reader.Next())
            switch (reader.Field)
            {
                case 1: file.IrVersion = reader.Long(); break;
                case 2: file.Producer = reader.Text(); break;
                case 3: file.ProducerVersion = reader.Text(); break;
                case 7: file.Graph = OnnxGraph.Read(reader.Message()); break;
                case 8: file.Operators.Add(ReadOperators(reader.Message())); break;
                case 14: file.Metadata.Add(ReadPair(reader.Message())); break;
                default: reader.Skip(); break;
            }
        return file;
    }

    public ProtoWriter Write()
    {
        var writer = new ProtoWriter().Long(1, IrVersion).Text(2, Producer).Text(3, ProducerVersion).Message(7, Graph!.Write());
        foreach (var (domain, version) in Operators) writer.Message(8, new ProtoWriter().Word(1, domain).Long(2, version));
        foreach (var (key, value) in Metadata) writer.Message(14, new ProtoWriter().Word(1, key).Word(2, value));
        return writer;
    }

    static (string, long) ReadOperators(ProtoReader reader)
    {
        var (domain, version) = ("", 0L);
        while (reader.Next())
            if (reader.Field == 1) domain = reader.Text();
            else if (reader.Field == 2) version = reader.Long();
            else reader.Skip();
        return (domain, version);
    }

    /// <summary>A StringStringEntryProto.</summary>
    public static (string Key, string Value) ReadPair(ProtoReader reader)
    {
        var (key, value) = ("", "");
        while (reader.Next())
            if (reader.Field == 1) key = reader.Text();
            else if (reader.Field == 2) value = reader.Text();
            else reader.Skip();
        return (key, value);
    }
}
