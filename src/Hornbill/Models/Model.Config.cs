using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Layers;

namespace Hornbill.Models;

public partial class Model
{
    const int MostLayers = 100_000;

    /// <summary>The architecture as JSON: kinds, names and settings of the layers, under Keras's words.</summary>
    public string ToConfig() => new JsonObject
    {
        ["class_name"] = GetType().Name,
        ["name"] = Name,
        ["layers"] = new JsonArray([.. Layers.Select(l => (JsonNode)new JsonObject
        {
            ["class_name"] = l.Kind,
            ["name"] = l.Name,
            ["config"] = l.GetConfig().Json.DeepClone(),
        })]),
    }.ToJsonString();

    /// <summary>A model of the architecture that <see cref="ToConfig"/> wrote, with weights drawn from the seed.</summary>
    /// <exception cref="InvalidDataException">The text is not such an architecture.</exception>
    public static Model FromConfig(string json, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var root = JsonNode.Parse(json, documentOptions: new() { MaxDepth = 16 })!.AsObject();
            var layers = root["layers"]!.AsArray();
            if (layers.Count > MostLayers) throw new FormatException($"{layers.Count} layers");
            return new Sequential([.. layers.Select(l => MakeLayer(l!.AsObject()))], root["name"]!.GetValue<string>(), seed);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"A model's configuration cannot be used ({e.Message}) but layers with class_name, name and config are expected. " +
                                           "Check the file it came from.", e);
        }
    }

    static Layer MakeLayer(JsonObject layer) =>
        Names.Make(layer["class_name"]!.GetValue<string>(), layer["name"]!.GetValue<string>(), layer["config"]!.DeepClone().AsObject());
}
