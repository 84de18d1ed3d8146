using System.Text.Json.Nodes;
using Hornbill.Layers;

namespace Hornbill.Keras.Reading;

/// <summary>Turns the configuration of a Keras model, of Keras 3 or before, into the architecture that Hornbill's own files hold.</summary>
/// <param name="customObjects">Kinds of a program's own.</param>
sealed class KerasArchitecture(CustomObjects customObjects)
{
    const string Sequential = "Sequential", Functional = "Functional", Model = "Model", Inputs = "InputLayer";

    readonly List<JsonNode> _frozen = [];

    /// <summary>The architecture of a model.</summary>
    /// <exception cref="InvalidDataException">A layer of it cannot be, the message names it and its place.</exception>
    public static string Translate(JsonObject keras, CustomObjects customObjects)
    {
        var all = new KerasArchitecture(customObjects);
        var model = all.Whole(keras, "", trainable: true) ?? throw KerasFault.At(Name(keras), $"is of the class '{Kind(keras)}'",
            "a Sequential or a Functional model is expected", "Save such a model in Keras.");
        if (all._frozen.Count > 0) model["frozen"] = new JsonArray([.. all._frozen]);
        return model.ToJsonString();
    }

    public static string Kind(JsonObject entry) => entry["class_name"]?.GetValue<string>() ?? "";

    public static string Name(JsonObject entry) => (entry["config"] as JsonObject)?["name"]?.GetValue<string>()
        ?? entry["name"]?.GetValue<string>() ?? Names.Snake(Kind(entry));

    public static bool IsModel(JsonObject entry) => Kind(entry) is Sequential or Functional or Model && Layers(entry) is not null;

    static JsonArray? Layers(JsonObject entry) => entry["config"] as JsonArray ?? (entry["config"] as JsonObject)?["layers"] as JsonArray;

    // A model is a layer of its own when it lies within another.
    JsonObject? Whole(JsonObject entry, string path, bool trainable)
    {
        if (!IsModel(entry)) return null;
        JsonObject[] entries = [.. Layers(entry)!.Select(l => l!.AsObject())];
        trainable &= IsTrainable(entry);
        var model = new JsonObject { ["class_name"] = Kind(entry) == Sequential ? Sequential : Model, ["name"] = Name(entry) };
        if (Kind(entry) == Sequential) entries = [.. First(entry, entries, path), .. entries];
        model["layers"] = new JsonArray([.. entries.Select(l => (JsonNode)Layer(l, path, trainable))]);
        if (Kind(entry) != Sequential) KerasCalls.Add(model, entry["config"]!.AsObject(), entries, path);
        return model;
    }

    JsonObject Layer(JsonObject entry, string path, bool trainable)
    {
        var name = Name(entry);
        var place = path.Length == 0 ? name : $"{path}/{name}";
        trainable &= IsTrainable(entry);
        if (!trainable) _frozen.Add(place);
        if (Whole(entry, place, trainable) is { } model)
            return new() { ["class_name"] = model["class_name"]!.DeepClone(), ["name"] = name, ["config"] = model };
        var (kind, settings) = new KerasLayer(customObjects, place).Translate(entry);
        if (settings["layer"] is JsonObject inner) settings["layer"] = Layer(inner, place, trainable);
        return new() { ["class_name"] = kind, ["name"] = name, ["config"] = settings };
    }

    static bool IsTrainable(JsonObject entry) => (entry["config"] as JsonObject)?["trainable"]?.GetValue<bool>() ?? true;

    // What a Sequential begins with, where its list does not: the shape stands with its first layer, or with the model.
    static IEnumerable<JsonObject> First(JsonObject entry, JsonObject[] layers, string path)
    {
        if (layers.Length > 0 && Kind(layers[0]) == Inputs) yield break;
        var own = layers.Length > 0 ? layers[0]["config"] as JsonObject : null;
        var shape = own?["batch_input_shape"] ?? own?["batch_shape"] ?? (entry["config"] as JsonObject)?["build_input_shape"]
            ?? (entry["build_config"] as JsonObject)?["input_shape"]
                ?? (layers.Length > 0 && IsModel(layers[0]) ? Within(layers[0]) : null);
        if (shape is not JsonArray { Count: > 0 }) throw KerasFault.At(path.Length == 0 ? Name(entry) : path, "has no input shape",
            "a model is built for one", "Call build or predict before the model is saved in Keras.");
        yield return new()
        {
            ["class_name"] = Inputs,
            ["config"] = new JsonObject { ["name"] = Free(layers), ["batch_shape"] = shape.DeepClone() }
        };
    }

    static JsonNode? Within(JsonObject model) => Layers(model) is [JsonObject first, ..] && first["config"] is JsonObject config
        ? config["batch_shape"] ?? config["batch_input_shape"] : null;

    static string Free(JsonObject[] layers)
    {
        var names = layers.Select(Name).ToHashSet();
        return Enumerable.Range(0, layers.Length + 1).Select(i => i == 0 ? "input_layer" : $"input_layer_{i}")
            .First(n => !names.Contains(n));
    }
}
