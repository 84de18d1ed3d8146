using Hornbill.Onnx.Format;
using Hornbill.Onnx.Import;
using Hornbill.Onnx.Protobuf;
using Hornbill.Tests;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>Whatever a file says, it is read or refused in three parts, and nothing large is taken for it.</summary>
public class HostileFilesTests
{
    const long MostBytes = 200_000_000; // what the smallest file may ask for in weights, with what an error takes

    static OnnxNode Node(string op, string[] inputs, string output, params OnnxAttribute[] attributes) =>
        new() { Operator = op, Name = output + "_node", Inputs = [.. inputs], Outputs = [output], Attributes = [.. attributes] };

    // x → nodes → y, with constants.
    static OnnxFile File(OnnxNode[] nodes, params OnnxTensor[] constants)
    {
        var file = new OnnxFile
        {
            IrVersion = 8,
            Graph = new()
            {
                Name = "hostile", Nodes = [.. nodes], Initializers = [.. constants],
                Inputs = [new() { Name = "x", Dims = [-1, 3, 8, 8] }], Outputs = [new() { Name = "y", Dims = [-1, 3, 8, 8] }],
            },
        };
        file.Operators.Add(("", 17));
        return file;
    }

    static byte[] Bytes(OnnxFile file)
    {
        using var stream = new MemoryStream();
        file.Write().CopyTo(stream);
        return stream.ToArray();
    }

    static void Refused(OnnxFile file, params string[] mentions) => Refused(Bytes(file), null, mentions);

    static void Refused(byte[] bytes, string? folder, params string[] mentions)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => OnnxReader.Read(bytes, "model.onnx", folder, null));
        Mutations.AssertTold(error, ["'model.onnx'", .. mentions]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
    }

    static OnnxTensor Large(string name, params long[] dims)
    {
        var tensor = new ProtoWriter().Longs(1, dims).Long(2, 1).Text(8, name).Bytes(9, new byte[16]);
        using var stream = new MemoryStream();
        tensor.CopyTo(stream);
        return OnnxTensor.Read(new(stream.ToArray(), new()));
    }

    [Fact]
    public void A_sound_file_of_these_is_read() =>
        Assert.Equal([8, 8, 3], OnnxReader.Read(Bytes(File([Node("MaxPool", ["x"], "y", OnnxAttribute.Of("kernel_shape", 1, 1))])), "m",
            null,
            null).Model.OutputShape.ToArray());

    [Fact]
    public void Graphs_that_are_no_graphs_are_refused()
    {
        Refused(File([Node("Relu", ["b"], "a"), Node("Relu", ["a"], "b"), Node("Add", ["x", "b"], "y")]), "circle", "'b'");
        Refused(File([Node("Relu", ["x"], "y"), Node("Relu", ["x"], "y")]), "'y' is made twice");
        Refused(File([Node("Relu", ["x"], "z")]), "'y'");
        Refused(File([]), "'y'");
        Refused(File([Node("LSTM", ["x"], "y")]), "'y_node' (LSTM)", "Conv, ConvTranspose");
        Refused(File([new() { Operator = "Relu", Domain = "com.example", Inputs = ["x"], Outputs = ["y"] }]), "com.example");
        Refused(File([.. Enumerable.Range(0, 100_001).Select(_ => new OnnxNode())]), "100,001 nodes");
        Refused([], null, "no graph");
        Refused([0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], null);
        Refused([.. Enumerable.Repeat((byte)0x80, 100)], null, "without an end");
    }

    [Fact]
    public void Operator_sets_that_are_not_known_are_refused()
    {
        var file = File([Node("Relu", ["x"], "y")]);
        file.Operators[0] = ("", 6);
        Refused(file, "6", "7 to 25");
        file.Operators[0] = ("", 26);
        Refused(file, "26");
        file.Operators.Clear();
        Refused(file, "none");
    }

    [Fact]
    public void Sizes_beyond_all_bounds_are_refused()
    {
        var conv = Node("Conv", ["x", "w"], "y");
        Refused(File([conv], Large("w", 1L << 62, 3, 3, 3)), "'w'");
        Refused(File([conv], Large("w", long.MaxValue, long.MaxValue, 3, 3)), "'w'");
        Refused(File([conv], Large("w", -1, 3, 3, 3)), "'w'");
        Refused(File([conv], Large("w", 1 << 20, 1 << 20, 3, 3)), "'w'");
        Refused(File([conv], Large("w", 1 << 20, 3, 3, 3)), "'w'", "16 bytes");
        Refused(File([conv], Large("w", [.. Enumerable.Repeat(1L, 100)])), "'w'");
        Refused(File([Node("Pad", ["x", "p"], "y")], OnnxTensor.Of("p", [0, 0, int.MaxValue, 0, 0, 0, 0, 0])), "pads");
        Refused(File([Node("ConstantOfShape", ["s"], "c"), Node("Add", ["x", "c"], "y")], OnnxTensor.Of("s", [1 << 30, 1 << 30])),
            "more numbers");
        Refused(File([Node("Reshape", ["x", "s"], "y")], OnnxTensor.Of("s", [0, long.MaxValue, long.MaxValue, -1])), "'y_node'");
        Refused(File([Node("MaxPool", ["x"], "y", OnnxAttribute.Of("kernel_shape", int.MaxValue, 2))]), "kernel_shape");
        // (1, n) and (n, 1) make n² numbers of 2 n.
        OnnxTensor row = OnnxTensor.Of("r", [1, 50_000], new float[50_000]), column = OnnxTensor.Of("c", [50_000, 1], new float[50_000]);
        Refused(File([Node("Add", ["r", "c"], "s"), Node("Add", ["x", "s"], "y")], row, column), "more numbers");
    }

    [Fact]
    public void One_constant_for_thousands_of_layers_takes_no_more_than_the_file_allows()
    {
        var weight = OnnxTensor.Of("w", [256, 256, 8, 8], new float[256 * 256 * 64]);
        var file = File([Node("Concat", [.. Enumerable.Repeat("x", 86)], "v", OnnxAttribute.Of("axis", 1L)),
            Node("Slice", ["v", "from", "to", "axis"], "v0"), .. Enumerable.Range(0, 2000).Select(i =>
                Node("Conv", [$"v{i}", "w"], $"v{i + 1}",
                OnnxAttribute.Of("auto_pad", "SAME_UPPER"))), Node("Relu", ["v2000"], "y")],
            weight, OnnxTensor.Of("from", [0L]), OnnxTensor.Of("to", [256L]), OnnxTensor.Of("axis", [1L]));
        var error = Assert.Throws<InvalidDataException>(() => OnnxReader.Read(Bytes(file), "model.onnx", null, null));
        Assert.Contains("which its size allows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void External_data_lie_in_the_folder_and_nowhere_else()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("model"));
        System.IO.File.WriteAllBytes(folder.File("secret"), new byte[36]);
        System.IO.File.WriteAllBytes(folder.File("model/data"), new byte[36]);
        System.IO.File.CreateSymbolicLink(folder.File("model/link"), folder.File("secret"));
        OnnxFile With(string location, long offset = 0, string? length = null)
        {
            OnnxTensor w = OnnxTensor.Of("w", [3, 3, 1, 1], new float[9]);
            w.MoveTo(location, offset);
            if (length is not null) w.External[2] = ("length", length);
            return File([Node("Conv", ["x", "w"], "y")], w);
        }
        Assert.NotNull(OnnxReader.Read(Bytes(With("data")), "m", folder.File("model"), null).Model);
        foreach (var location in (string[])["../secret", "data/../../secret", folder.File("secret"), "link", "missing", "", "a\0b",
            "..\\secret"])
            Refused(Bytes(With(location)), folder.File("model"), "'w'");
        Refused(Bytes(With("data", 8)), folder.File("model"), "'w'");
        Refused(Bytes(With("data", long.MaxValue)), folder.File("model"), "'w'");
        Refused(Bytes(With("data", 0, "-4")), folder.File("model"), "'w'");
        Refused(Bytes(With("data", 0, "99999999999999999999")), folder.File("model"), "'w'");
        Refused(Bytes(With("data")), null, "'w'");
    }

    [Fact]
    public void External_data_do_not_overlap()
    {
        using var folder = new TempFolder();
        System.IO.File.WriteAllBytes(folder.File("data"), new byte[72]);
        OnnxTensor a = OnnxTensor.Of("a", [3, 3, 1, 1], new float[9]), b = OnnxTensor.Of("b", [3, 3, 1, 1], new float[9]);
        a.MoveTo("data", 0);
        b.MoveTo("data", 20);
        Refused(Bytes(File([Node("Conv", ["x", "a"], "z"), Node("Conv", ["z", "b"], "y")], a, b)), folder.Path, "'b'");
    }

    [Fact]
    public void A_graph_within_a_graph_is_not_followed()
    {
        var (inner, deep) = (new ProtoWriter(), 5000);
        for (var i = 0; i < deep; i++) inner = new ProtoWriter().Message(1, new ProtoWriter().Message(5, new ProtoWriter().Message(6,
            inner)));
        var file = new ProtoWriter().Long(1, 8).Message(7, inner).Message(8, new ProtoWriter().Long(2, 17));
        using var stream = new MemoryStream();
        file.CopyTo(stream);
        Refused(stream.ToArray(), null);
    }

    /// <summary>Files changed; HORNBILL_MUTATIONS asks for more.</summary>
    [Fact]
    [Trait("Speed", "slow")]
    public void Files_that_something_happened_to_are_read_or_refused()
    {
        byte[][] files = [Small("lab-b-2", folds: false), Small("lab-c-6", folds: true), Small("residual", folds: false)];
        var (random, refused, count) = (new Random(12), 0, Mutations.Times(5_000));
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutations.Of(files[i % files.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                OnnxReader.Read(bytes, "model.onnx", null, null);
            }
            catch (InvalidDataException e)
            {
                refused++;
                Mutations.AssertTold(e);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
        Assert.InRange(refused, count / 10, count);
    }

    // Few weights, so that what says what they are is hit.
    static byte[] Small(string net, bool folds)
    {
        using var folder = new TempFolder();
        Dictionary<string, string> options = net == "residual" ? new() { ["filters"] = "2" } : [];
        var model = Hornbill.Models.Nets.Named(net, options, new()
        {
            InputShape = new Hornbill.Tensors.Shape?([8, 8, 1]), Classes = 2,
            Seed = 1
        });
        model.ExportOnnx(folder.File("m.onnx"), new() { FoldsBatchNormalization = folds });
        return System.IO.File.ReadAllBytes(folder.File("m.onnx"));
    }
}
