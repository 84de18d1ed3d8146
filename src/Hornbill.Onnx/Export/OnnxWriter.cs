using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Graph;
using Hornbill.Models;
using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Export;

/// <summary>Writes a model's file, and that of its weights where it is another.</summary>
static class OnnxWriter
{
    const long IrVersion = 8, Opset = 17;
    const long MostBytes = int.MaxValue; // a message's, by protobuf
    const int LeastExternal = 1024, Alignment = 4096;

    public static void Write(Model model, string path, OnnxOptions options)
    {
        Choices.Check("input", options.Input, "nhwc", "nchw");
        var range = options.TakesPixels ? Range(model) : ((float, float)?)null;
        var (inputs, outputs) = Ends(model, options);
        var file = new OnnxFile
        {
            IrVersion = IrVersion, Producer = "Hornbill",
            ProducerVersion = typeof(OnnxWriter).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = new Exporter(inputs, outputs, options).Write(range),
        };
        GC.KeepAlive(model);
        file.Graph.Name = model.Name;
        file.Operators.Add(("", Opset));
        file.Metadata.AddRange(model.Metadata.Select(m => (m.Key, m.Value)));
        file.Metadata.Add(("hornbill.input", options.Input));
        file.Metadata.Add(("hornbill.pixels", range is null ? "prepared" : "0..255"));
        Store(file, path, options.ExternalData);
    }

    static void Store(OnnxFile file, string path, bool external)
    {
        if (external) Beside(file.Graph!, $"{path}.data");
        var message = file.Write();
        if (message.Length > MostBytes)
            throw new ArgumentException(
                $"The model takes {message.Length:N0} bytes as ONNX but one file may have {MostBytes:N0}. Set " +
                $"ExternalData, which keeps the weights beside it.");
        AtomicFile.Write(path, message.CopyTo);
    }

    static void Beside(OnnxGraph graph, string path)
    {
        OnnxTensor[] large = [.. graph.Initializers.Where(t => t.Raw!.Value.Length >= LeastExternal)];
        AtomicFile.Write(path, stream =>
        {
            foreach (var tensor in large)
            {
                stream.Write(new byte[(Alignment - (stream.Position % Alignment)) % Alignment]);
                var (offset, raw) = (stream.Position, tensor.Raw!.Value);
                tensor.MoveTo(Path.GetFileName(path), offset);
                stream.Write(raw.Span);
            }
        });
    }

    static (IReadOnlyList<Node> Inputs, IReadOnlyList<Node> Outputs) Ends(Model model, OnnxOptions options)
    {
        if (!model.TakesAnySize) return (model.Inputs, model.Outputs);
        // One that could take any size may be made for one.
        if (options.InputShape is null && model.Inputs.All(i => i.Shape.IsKnown))
            return model.EndsAt([.. model.Inputs.Select(i => i.Shape)]);
        return options.InputShape is { } shape && model.Inputs.Count == 1 && model.InputShape.Fits(shape)
            ? model.EndsAt([shape])
            : throw new ArgumentException(
                $"Model '{Plain.Text(model.Name)}' takes inputs of {model.InputShape} and came with " +
                $"{options.InputShape?.ToString() ?? "no size"}, but the graph is written for one size. " +
                "Give it: InputShape = (224, 224, 3), or --size of the command.");
    }

    // As the command that trained the model has noted it.
    static (float Low, float High) Range(Model model)
    {
        try
        {
            var range = JsonNode.Parse(model.Metadata["preprocessing"])!["range"]!.AsArray();
            return (range[0]!.GetValue<float>(), range[1]!.GetValue<float>());
        }
        catch (Exception e) when (e is KeyNotFoundException or JsonException or InvalidOperationException or NullReferenceException
            or ArgumentOutOfRangeException or FormatException)
        {
            throw new ArgumentException(
                $"Model '{Plain.Text(model.Name)}' came without a range of pixels in its metadata but one is needed for a graph that " +
                $"takes pixels. Leave TakesPixels out, or set Metadata[\"preprocessing\"] = {{\"range\": [0, 1]}}.", e);
        }
    }
}
