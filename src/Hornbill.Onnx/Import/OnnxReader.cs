using Hornbill.Applications;
using Hornbill.Models;
using Hornbill.Onnx.Format;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Import;

/// <summary>Reads a model's file.</summary>
static class OnnxReader
{
    const int LeastOpset = 7, MostOpset = 25;

    // Its nets take blue, green and red from 0 to 255, less the mean, and their files do not say so.
    const string Cntk = "CNTK";

    public static Imported Read(string path, Shape? inputShape)
    {
        var full = Path.GetFullPath(path);
        return Read(Bytes(full), Plain.Text(path), Path.GetDirectoryName(full), inputShape);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="folder">Where files beside it lie; null where there are none.</param>
    /// <param name="inputShape">The size of images, where the file leaves it open.</param>
    public static Imported Read(byte[] bytes, string path, string? folder, Shape? inputShape)
    {
        try
        {
            var file = OnnxFile.Read(bytes);
            var graph = file.Graph ?? throw new FormatException("it has no graph");
            var imported = new Importer(graph, Opset(file), new(folder), bytes.Length, inputShape, ChannelsFirst(file)).Import();
            foreach (var (key, value) in file.Metadata.Where(m => !m.Key.StartsWith("hornbill.", StringComparison.Ordinal)))
                imported.Model.Metadata[key] = value;
            if (file.Producer == Cntk && imported.Model.InputShape is [_, _, 3])
                imported.Model.Metadata.TryAdd(ImageNet.NormalizationKey, Preprocessing.Caffe.Name);
            return imported;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or ArgumentException or OverflowException
            or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"'{path}' holds no model that can be used: {Plain.Text(e.Message).TrimEnd('.')}; but a graph of supported operators of " +
                $"ONNX is expected. Check the file, or export it again with weights as constants; docs/onnx.md tells what is read.", e);
        }
    }

    // As this library has noted it: a net without convolutions does not show it.
    static bool? ChannelsFirst(OnnxFile file) =>
        file.Metadata.Where(m => m.Key == "hornbill.input").Select(m => (bool?)(m.Value == "nchw")).FirstOrDefault();

    static byte[] Bytes(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"'{Plain.Text(path)}' is a folder, but a file of ONNX is expected. Give the file.");
        if (new FileInfo(path) is { Exists: true, Length: > int.MaxValue } large)
            throw new InvalidDataException(
                $"'{Plain.Text(path)}' has {large.Length:N0} bytes but a file of ONNX may have {int.MaxValue:N0}. " +
                "Use one with external data.");
        return File.ReadAllBytes(path);
    }

    static long Opset(OnnxFile file)
    {
        var versions = file.Operators.Where(o => o.Domain is "" or "ai.onnx").Select(o => o.Version).ToArray();
        return versions is [var version and >= LeastOpset and <= MostOpset] ? version : throw new FormatException(
            $"it is written for operator set {(versions.Length == 0 ? "none" : string.Join(", ", versions.Take(4)))}, of " +
            $"which {LeastOpset} to {MostOpset} are known");
    }
}

/// <summary>A model that was read, and how its ends lie.</summary>
/// <param name="Model">The model.</param>
/// <param name="InputOrders">For each input the file's dimension that each of its own is.</param>
/// <param name="OutputOrders">The same for each output.</param>
sealed record Imported(Model Model, IReadOnlyList<int[]> InputOrders, IReadOnlyList<int[]> OutputOrders);
