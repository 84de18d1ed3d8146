using Hornbill.Onnx.Format;
using Hornbill.Onnx.Import;
using Hornbill.Onnx.Protobuf;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Tests;

/// <summary>ONNX's own tests, as Debian's libonnx-testdata has them: a model of a node or two, what goes in and what must come
/// out.</summary>
static class OnnxTestData
{
    public const string Folder = "/usr/share/libonnx-testdata/data";

    public static bool IsThere => Directory.Exists(Folder);

    /// <summary>The tests of a kind: node, pytorch-converted, …</summary>
    public static IEnumerable<string> Of(string kind) => Directory.Exists(Path.Combine(Folder, kind))
        ? Directory.GetDirectories(Path.Combine(Folder, kind)).Order(StringComparer.Ordinal) : [];

    /// <summary>A test's model. Of what operator set 6 has, 7 differs in how additions and the like are told to broadcast.</summary>
    public static OnnxFile File(string test)
    {
        var file = OnnxFile.Read(System.IO.File.ReadAllBytes(Path.Combine(test, "model.onnx")));
        var broadcasts = file.Graph!.Nodes.Any(n => n.Attributes.Any(a => a.Name is "broadcast"));
        if (file.Operators is [("", < 7)] && !broadcasts) file.Operators[0] = ("", 7);
        return file;
    }

    // Operators of one element of each input: a dimension in front of all changes nothing.
    static readonly HashSet<string> Elementwise = [.. Operators.KeepOrder.Except(["Concat", "Pad", "Slice", "Split", "PRelu"])];

    /// <summary>Why a test cannot be one of a model of samples, nor of constants; null where it passed.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">A result is wrong.</exception>
    public static string? Run(string test)
    {
        var graph = File(test).Graph!;
        if (graph.Outputs.Any(o => o.Type is Half or BFloat16)) return "its result has 16 bits, and here all are floats of 32";
        if (graph.Inputs.Any(i => i.Type == BFloat16)) return "its input is told as whole numbers of 16 bits";
        var why = AsModel(test, inFront: false);
        if (why is not null && File(test).Graph!.Nodes.All(n => Elementwise.Contains(n.Operator))) why = AsModel(test, inFront: true);
        return why is not null && AsConstants(test) ? null : why;
    }

    const int Half = 10, BFloat16 = 16;

    // All samples of the test as one sample where a dimension is put in front.
    static string? AsModel(string test, bool inFront)
    {
        var file = File(test);
        var inputs = file.Graph!.Inputs.Where(i => file.Graph.Initializers.All(t => t.Name != i.Name)).ToArray();
        var given = inputs.Select((_, i) => Read(test, "input", i)).ToArray();
        if (inFront) given = [.. given.Select(g => g is { Floats: not null } ? g with { Dims = [1, .. g.Dims] } : g)];
        if (Flows(file, given) is not { } flows) return "its first input has no batch of samples of floats";
        for (var i = 0; i < inputs.Length; i++)
            if (!flows.Contains(i)) Bind(file.Graph, inputs[i], given[i]);
        // The batch is open, as that of a model is.
        foreach (var i in flows)
        {
            if (inFront) inputs[i].Dims!.Insert(0, -1);
            else inputs[i].Dims![0] = -1;
        }
        Imported imported;
        try
        {
            imported = OnnxReader.Read(Bytes(file), test, test, null);
        }
        catch (InvalidDataException e)
        {
            return e.InnerException!.Message;
        }
        Compare(imported, [.. flows.Select(i => given[i]!)], test, inFront);
        return null;
    }

    // With every input a constant, the results are known when the file is read.
    static bool AsConstants(string test)
    {
        var file = File(test);
        foreach (var (input, i) in file.Graph!.Inputs.Where(i => file.Graph.Initializers.All(t => t.Name != i.Name)).Index().Select(p =>
            (p.Item, p.Index)).ToArray())
            Bind(file.Graph, input, Read(test, "input", i));
        Importer importer = new(file.Graph, file.Operators[0].Version, new(null), 1 << 20);
        try
        {
            importer.Convert();
        }
        catch (FormatException)
        {
            return false;
        }
        foreach (var (output, i) in file.Graph.Outputs.Index().Select(p => (p.Item, p.Index)))
        {
            if (importer.Find(output.Name) is not Numbers came || Read(test, "output", i) is not { } expected) return false;
            Samples.AssertClose(Turned(expected, null), Turned(came, null), 2e-5, Path.GetFileName(test));
        }
        return true;
    }

    // The first is what is computed with, and whatever is as large and has as many samples; the others are constants.
    static int[]? Flows(OnnxFile file, Numbers?[] given)
    {
        if (given.Length == 0 || given[0] is not { Floats: not null, Dims.Length: > 1 } first) return null;
        var several = file.Graph!.Nodes.All(n =>
            n.Operator is "Add" or "Sub" or "Mul" or "Div" or "Max" or "Min" or "Mean" or "Sum" or "Concat"
            or "MatMul");
        return [.. Enumerable.Range(0, given.Length).Where(i => i == 0 || (several && given[i] is { Floats: not null } other
            && other.Dims.Length == first.Dims.Length && other.Dims[0] == first.Dims[0]))];
    }

    static void Bind(OnnxGraph graph, OnnxValue input, Numbers? numbers)
    {
        if (numbers is null) return;
        graph.Inputs.Remove(input);
        graph.Initializers.Add(numbers.Floats is { } floats ? OnnxTensor.Of(input.Name, numbers.Dims, floats)
            : OnnxTensor.Of(input.Name, numbers.Dims, numbers.Longs!));
    }

    static byte[] Bytes(OnnxFile file)
    {
        using var stream = new MemoryStream();
        file.Write().CopyTo(stream);
        return stream.ToArray();
    }

    static void Compare(Imported imported, Numbers[] given, string test, bool inFront)
    {
        Tensor[] x = [.. given.Select((n, i) => Turned(n, imported.InputOrders[i]))];
        var came = imported.Model.PredictAll(Data.ArrayData.Of(x, []));
        for (var i = 0; i < came.Count; i++)
        {
            var expected = Read(test, "output", i)!;
            if (inFront) expected = expected with { Dims = [1, .. expected.Dims] };
            Samples.AssertClose(Turned(expected, imported.OutputOrders[i]), came[i], 2e-5, Path.GetFileName(test));
        }
    }

    static Tensor Turned(Numbers n, int[]? order)
    {
        int[] whole = order is null ? [.. Enumerable.Range(0, n.Dims.Length)] : [0, .. order.Select(d => d + 1)];
        return new(Shape.Create([.. whole.Select(d => n.Dims[d])]), Merging.Turned(n.AsFloats(), n.Dims, whole));
    }

    static Numbers? Read(string test, string what, int index)
    {
        var path = Path.Combine(test, "test_data_set_0", $"{what}_{index}.pb");
        try
        {
            return new Constants(null).Read(OnnxTensor.Read(new ProtoReader(System.IO.File.ReadAllBytes(path), new())));
        }
        catch (Exception e) when (e is FormatException or FileNotFoundException)
        {
            return null;
        }
    }
}
