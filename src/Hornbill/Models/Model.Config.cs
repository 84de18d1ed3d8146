using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    const int MostLayers = 100_000;
    const long MostWeights = 1 << 29; // 2 GB: more than a text alone may ask for

    /// <summary>The architecture as JSON: kinds, names and settings of the layers under Keras's words, and for a graph with branches which layer is
    /// applied to which outputs.</summary>
    public string ToConfig()
    {
        var json = new JsonObject
        {
            ["class_name"] = GetType().Name,
            ["name"] = Name,
            ["layers"] = new JsonArray([.. Layers.Select(Entry)]),
        };
        if (this is not Sequential) AddCalls(json);
        return json.ToJsonString();
    }

    /// <summary>A model of the architecture that <see cref="ToConfig"/> wrote, with weights drawn from the seed.</summary>
    /// <exception cref="InvalidDataException">The text is not such an architecture.</exception>
    public static Model FromConfig(string json, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(json);
        return FromConfig(json, seed, DrawnWithin);
    }

    static IReadOnlyList<Tensor>? DrawnWithin(IReadOnlyList<Variable> variables)
    {
        var count = variables.Sum(v => (long)v.Shape.Elements);
        return count <= MostWeights ? null : throw new ArgumentException($"it describes {count:N0} weights, where {MostWeights:N0} are the most");
    }

    internal static Model FromConfig(string json, ulong seed, FirstWeights first)
    {
        try
        {
            var root = JsonNode.Parse(json, documentOptions: new() { MaxDepth = Config.Depth })!.AsObject();
            var entries = root["layers"]!.AsArray();
            if (entries.Count > MostLayers) throw new FormatException($"{entries.Count} layers");
            Layer[] layers = [.. entries.Select(l => MakeLayer(l!.AsObject()))];
            var name = root["name"]!.GetValue<string>();
            return root["calls"] is null ? new Sequential(layers, name, seed, first) : FromCalls(root, layers, name, seed, first);
        }
        catch (Exception e) when (Config.IsBad(e))
        {
            throw new InvalidDataException($"A model's configuration cannot be used ({e.Message}) but layers with class_name, name and config are expected. " +
                                           "Check the file it came from.", e);
        }
    }

    static JsonNode Entry(Layer layer)
    {
        var entry = new JsonObject { ["class_name"] = layer.Kind, ["name"] = layer.Name, ["config"] = layer.GetConfig().Json.DeepClone() };
        if (!layer.Trainable) entry["trainable"] = false;
        return entry;
    }

    // Each call as [layer, [[layer, which of its outputs], …]], in the order of computation.
    void AddCalls(JsonObject json)
    {
        // A layer may be applied in other models too: outputs count within this one.
        var made = Layers.SelectMany(layer => layer.Calls.Select(call => (call, layer))).ToDictionary(c => c.call.Output);
        var (counts, outputs, calls) = (new Dictionary<Layer, int>(), new Dictionary<Node, JsonArray>(), new JsonArray());
        JsonArray References(IEnumerable<Node> nodes) => new([.. nodes.Select(n => outputs[n].DeepClone())]);
        foreach (var node in Node.Sorted(_outputs).Where(made.ContainsKey))
        {
            var (call, layer) = made[node];
            var index = counts[layer] = counts.GetValueOrDefault(layer, -1) + 1;
            outputs[node] = new(layer.Name, index);
            if (layer is not Input) calls.Add((JsonNode)new JsonArray(layer.Name, References(call.Inputs)));
        }
        json["calls"] = calls;
        json["inputs"] = References(_inputs);
        json["outputs"] = References(_outputs);
    }

    static Model FromCalls(JsonObject root, Layer[] layers, string name, ulong seed, FirstWeights first)
    {
        var byName = layers.ToDictionary(l => l.Name);
        foreach (var input in layers.OfType<Input>()) _ = input.Output;
        Node Find(JsonNode? reference) => byName[reference![0]!.GetValue<string>()].Calls[reference[1]!.GetValue<int>()].Output;
        Node[] FindAll(JsonNode? references) => [.. references!.AsArray().Select(Find)];
        foreach (var call in root["calls"]!.AsArray()) byName[call![0]!.GetValue<string>()].Apply(FindAll(call[1]));
        return new(FindAll(root["inputs"]), FindAll(root["outputs"]), name, seed, first);
    }

    static Layer MakeLayer(JsonObject entry)
    {
        var layer = Names.Make(entry["class_name"]!.GetValue<string>(), entry["name"]!.GetValue<string>(), entry["config"]!.DeepClone().AsObject());
        layer.Trainable = entry["trainable"]?.GetValue<bool>() ?? true;
        return layer;
    }
}
