using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Serialization;

namespace Hornbill.Models;

public partial class Model
{
    const string Inference = "inference";
    CustomObjects? _customObjects;

    const int MostLayers = 100_000, MostDepth = 64;
    const long MostWeights = 1 << 29; // 2 GB: more than a text alone may ask for

    /// <summary>The architecture as JSON: kinds, names and settings of the layers under Keras's words, for a graph with branches which
    /// layer is applied to which outputs, and which layers are not <see cref="Layer.Trainable"/>.</summary>
    /// <exception cref="ArgumentException">Something of your own has a name that could not be loaded, or that of something built
    /// in.</exception>
    public string ToConfig()
    {
        var json = ToJson();
        JsonNode[] frozen = [.. Tree(this, "").Where(l => !l.Layer.Trainable).Select(l => (JsonNode)l.Path)];
        if (frozen.Length > 0) json["frozen"] = new JsonArray(frozen);
        return json.ToJsonString();
    }

    /// <inheritdoc/>
    public override Config GetConfig() => new(ToJson());

    /// <summary>A model of the architecture that <see cref="ToConfig"/> wrote, with weights drawn from the seed.</summary>
    /// <param name="json">The text.</param>
    /// <param name="seed">Of the weights; the next of <see cref="RandomSeed"/> where none is given.</param>
    /// <param name="customObjects">How what is your own is made, by its class's name, of what its GetConfig wrote.</param>
    /// <param name="name">A name instead of the one in the text.</param>
    /// <exception cref="InvalidDataException">The text is not such an architecture.</exception>
    /// <example><code>
    /// var model = Model.FromConfig(json, customObjects: new() { ["Residual"] = c => new Residual(c.Int("filters")) });
    /// </code></example>
    public static Model FromConfig(string json, ulong? seed = null, CustomObjects? customObjects = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return FromText(json, seed ?? RandomSeed.Next(), customObjects, new(MostWeights, draws: true)).Called(name);
    }

    Model Called(string? name)
    {
        if (name is not null) Name = name;
        return this;
    }

    internal static Model FromText(string json, ulong seed, CustomObjects? customObjects, Allowance allowance)
    {
        try
        {
            var root = BoundedJson.Object(json, MostDepth);
            var model = FromJson(root, seed, customObjects ?? new(), allowance);
            var frozen = root["frozen"]?.AsArray().Select(path => path!.GetValue<string>()).ToHashSet() ?? [];
            model._customObjects = customObjects;
            foreach (var (path, layer) in Tree(model, "")) layer.Trainable = !frozen.Contains(path);
            return model;
        }
        catch (Exception e) when (Config.IsBad(e) || e is InvalidDataException)
        {
            throw new InvalidDataException(
                $"A model's configuration cannot be used ({Plain.Text(e.Message)}) but layers with class_name, name and config are " +
                $"expected. " +
                                           "Check the file it came from.", e);
        }
    }

    JsonObject ToJson()
    {
        Finished();
        var json = new JsonObject
        {
            ["class_name"] = Kind,
            ["name"] = Name,
            ["layers"] = new JsonArray([.. Layers.Select(Entry)]),
        };
        if (this is not Sequential) AddCalls(json);
        return json;
    }

    // Each call as [layer, [[layer, which of its calls, which output], …]] in the order of computation, and behind it "inference" or
    // "training" where it always acts so.
    void AddCalls(JsonObject json)
    {
        var calls = GraphCalls;
        var places = new Dictionary<Node, JsonArray>();
        foreach (var (layer, call, number) in calls)
            for (var i = 0; i < call.Outputs.Count; i++) places[call.Outputs[i]] = new(layer.Name, number, i);
        JsonArray References(IEnumerable<Node> nodes) => new([.. nodes.Select(n => places[n].DeepClone())]);
        json["calls"] = new JsonArray([.. calls.Where(c => c.Call.Inputs.Count > 0).Select(c => (JsonNode)(c.Call.Training is { } training
            ? new JsonArray(c.Layer.Name, References(c.Call.Inputs), training ? Training : Inference)
            : new JsonArray(c.Layer.Name, References(c.Call.Inputs))))]);
        json["inputs"] = References(_inputs);
        json["outputs"] = References(_outputs);
    }

    // A layer and those within it, each after what holds it, with the names on the way.
    static IEnumerable<(string Path, Layer Layer)> Tree(Layer layer, string path) =>
        layer.Parts.SelectMany(p => Tree(p, path.Length == 0 ? p.Name : $"{path}/{p.Name}")).Prepend((path, layer));

    static Model FromJson(JsonObject root, ulong seed, CustomObjects customObjects, Allowance allowance)
    {
        var entries = root["layers"]!.AsArray();
        if (entries.Count > MostLayers) throw new FormatException($"{entries.Count} layers");
        // Models within get seeds of their own, or two of one kind would be the same.
        Layer[] layers = [.. entries.Select((l, i) =>
            MakeLayer(l!.AsObject(), seed + (0xD1B54A32D192ED03 * (ulong)(i + 1)), customObjects, allowance))];
        var name = root["name"]!.GetValue<string>();
        if (root["calls"] is not null) return FromCalls(root, layers, name, seed, allowance);
        foreach (var layer in layers) allowance.Take(CallsWithin(layer));
        return new Sequential(layers, name, seed, allowance);
    }

    // A model that is applied copies all that it applies.
    static int CallsWithin(Layer layer) => layer is Model model ? Graph.Node.Sorted(model._outputs).Count : 1;

    static Model FromCalls(JsonObject root, Layer[] layers, string name, ulong seed, Allowance allowance)
    {
        var byName = layers.ToDictionary(l => l.Name);
        foreach (var input in layers.OfType<Input>()) _ = input.Output;
        Node Find(JsonNode? r) => byName[r![0]!.GetValue<string>()].Calls[r[1]!.GetValue<int>()].Outputs[r.AsArray().Count > 2
            ? r[2]!.GetValue<int>() : 0];
        Node[] FindAll(JsonNode? references) => [.. references!.AsArray().Select(Find)];
        foreach (var call in root["calls"]!.AsArray())
        {
            var layer = byName[call![0]!.GetValue<string>()];
            allowance.Take(CallsWithin(layer));
            layer.ApplyAll(FindAll(call[1]), call.AsArray().Count < 3 ? null : IsTraining(call[2]!));
        }
        foreach (var ends in (string[])["inputs", "outputs"]) allowance.Take(root[ends]!.AsArray().Count);
        return new(FindAll(root["inputs"]), FindAll(root["outputs"]), name, seed, allowance);
    }

    // The layer that another one wraps.
    static Layer? Within(JsonObject config, ulong seed, CustomObjects customObjects, Allowance allowance) =>
        config["layer"] is JsonObject inner ? MakeLayer(inner, seed, customObjects, allowance) : null;

    // Files of before have true for inference.
    static bool IsTraining(JsonNode mode) => mode.GetValueKind() == JsonValueKind.True || mode.GetValue<string>() == Inference
        ? false
        : mode.GetValue<string>() == Training ? true
            : throw new FormatException($"a call acts as in '{Choices.Short(mode.GetValue<string>())}'");

    static Layer MakeLayer(JsonObject entry, ulong seed, CustomObjects customObjects, Allowance allowance)
    {
        var (kind, name, config) = (entry["class_name"]!.GetValue<string>(), entry["name"]!.GetValue<string>(),
            entry["config"]!.AsObject());
        if (kind is nameof(Model) or nameof(Sequential)) return FromJson(config, seed, customObjects, allowance);
        if (kind == nameof(Lambda) && customObjects.Has(name)) kind = name;
        return Names.Make(kind, name, config.DeepClone().AsObject(), customObjects, Within(config, seed, customObjects, allowance));
    }

    static JsonNode Entry(Layer layer)
    {
        if (layer is not Model) Names.All.CheckName(layer, layer.Kind);
        return new JsonObject { ["class_name"] = layer.Kind, ["name"] = layer.Name, ["config"] = layer.GetConfig().Json.DeepClone() };
    }
}
