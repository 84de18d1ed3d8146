using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hornbill.Keras.Reading;

/// <summary>Which layer of a functional model is applied to which outputs: Keras 3 keeps it as tensors with a history, Keras before as
/// lists of a name and two numbers.</summary>
static class KerasCalls
{
    const string Tensor = "__keras_tensor__";
    const int MostPasses = 100_000;

    sealed record Layer(string Name, string Place, bool IsModel, JsonArray Nodes);

    sealed record Reference(string Name, int Call, int Output);

    /// <summary>Adds calls, inputs and outputs to a model, in an order in which they can be made.</summary>
    public static void Add(JsonObject model, JsonObject config, JsonObject[] entries, string path)
    {
        Layer[] layers = [.. entries.Select(e => new Layer(KerasArchitecture.Name(e), path.Length == 0 ? KerasArchitecture.Name(e)
            : $"{path}/{KerasArchitecture.Name(e)}", KerasArchitecture.IsModel(e), e["inbound_nodes"] as JsonArray ?? []))];
        var byName = layers.GroupBy(l => l.Name).ToDictionary(g => g.Key, g => g.Count() == 1 ? g.Single()
            : throw KerasFault.At(g.First().Place, "comes twice", "each name is its own",
                "Give the layers names in Keras, and save again."));
        model["calls"] = new JsonArray([.. Sorted(layers, byName)]);
        model["inputs"] = Ends(config["input_layers"], byName);
        model["outputs"] = Ends(config["output_layers"], byName);
    }

    // In passes over the layers, as Keras does: a call waits for what it is applied to.
    static List<JsonNode> Sorted(Layer[] layers, Dictionary<string, Layer> byName)
    {
        var (calls, made) = (new List<JsonNode>(), layers.ToDictionary(l => l.Name, l => l.Nodes.Count == 0 ? 1 : 0));
        var waiting = layers.Where(l => l.Nodes.Count > 0)
            .Select(l => (Layer: l, Calls: new Queue<(List<Reference> From, bool? Training)>(l.Nodes.Select(n => Call(l, n, byName)))))
                .ToList();
        for (var pass = 0; waiting.Count > 0; pass++)
        {
            var before = calls.Count;
            foreach (var (layer, queue) in waiting)
                while (queue.TryPeek(out var call) && call.From.All(r => made.GetValueOrDefault(r.Name) > r.Call))
                {
                    queue.Dequeue();
                    made[layer.Name]++;
                    calls.Add(Written(layer, call.From, call.Training));
                }
            waiting.RemoveAll(w => w.Calls.Count == 0);
            if (waiting.Count > 0 && (calls.Count == before || pass == MostPasses)) throw KerasFault.At(waiting[0].Layer.Place,
                "is applied to what comes of itself, or of no layer", "a graph has a beginning and an end",
                    "Save the model again in Keras.");
        }
        return calls;
    }

    static JsonArray Written(Layer layer, List<Reference> from, bool? training)
    {
        var call = new JsonArray(layer.Name, new JsonArray([.. from.Select(Written)]));
        if (training is { } mode) call.Add((JsonNode)(mode ? "training" : "inference"));
        return call;
    }

    static JsonNode Written(Reference r) => new JsonArray(r.Name, r.Call, r.Output);

    static (List<Reference> From, bool? Training) Call(Layer layer, JsonNode? node, Dictionary<string, Layer> byName)
    {
        var (from, training) = (new List<Reference>(), (bool?)null);
        if (node is JsonObject call)
        {
            Tensors(layer, call["args"], from, byName);
            training = Mode(layer, call["kwargs"] as JsonObject, from, byName);
        }
        else foreach (var r in node is JsonArray { Count: > 0 } list && list[0] is JsonValue ? [list] : node!.AsArray())
        {
            from.Add(Former(layer, r!.AsArray(), byName));
            if (r.AsArray() is [_, _, _, JsonObject words, ..]) training ??= Mode(layer, words, from, byName);
        }
        return from.Count > 0 ? (from, training)
            : throw KerasFault.At(layer.Place, "is applied to nothing", "a layer has an input", "Save the model again in Keras.");
    }

    static void Tensors(Layer layer, JsonNode? node, List<Reference> to, Dictionary<string, Layer> byName)
    {
        if (node is JsonArray list) foreach (var part in list) Tensors(layer, part, to, byName);
        else if (node is JsonObject thing && thing["class_name"]?.GetValue<string>() == Tensor)
        {
            var history = thing["config"]?["keras_history"] as JsonArray ?? [];
            if (history.Count < 3) throw KerasFault.At(layer.Place, "is applied to a tensor without a history", "each has one",
                "Save the model again in Keras.");
            var (name, index) = (history[0]!.GetValue<string>(), history[1]!.GetValue<int>());
            var inner = byName.GetValueOrDefault(name);
            // Some versions count a model's own building as its first call.
            to.Add(new(name, inner is { IsModel: true } && index >= inner.Nodes.Count ? index - 1 : index, history[2]!.GetValue<int>()));
        }
        else if (node is not null) throw KerasFault.At(layer.Place, $"is applied to {Choices.Short(node.ToJsonString())}",
            "outputs of layers are expected", "Use a layer for what is done with a constant, such as Rescaling.");
    }

    static bool? Mode(Layer layer, JsonObject? words, List<Reference> from, Dictionary<string, Layer> byName)
    {
        foreach (var (word, value) in words ?? [])
            if (word is not ("training" or "mask") && value is not null)
            {
                if (value is JsonObject or JsonArray) Tensors(layer, value, from, byName);
                else throw KerasFault.At(layer.Place, $"is applied with {word} = {Choices.Short(value.ToJsonString())}",
                    "'training' alone is known", "Save the model without.");
            }
        return words?["training"] is JsonValue mode && mode.GetValueKind() is JsonValueKind.True or JsonValueKind.False
            ? words["training"]!.GetValue<bool>() : null;
    }

    // Keras before 3 counts a model's own building as its first call.
    static Reference Former(Layer layer, JsonArray r, Dictionary<string, Layer> byName)
    {
        if (r.Count < 3) throw KerasFault.At(layer.Place, $"is applied to {Choices.Short(r.ToJsonString())}",
            "a name and two numbers are expected", "Save the model again in Keras.");
        return Shifted(r, byName);
    }

    static Reference Shifted(JsonArray r, Dictionary<string, Layer> byName)
    {
        var (name, call) = (r[0]!.GetValue<string>(), r[1]!.GetValue<int>());
        return new(name, byName.GetValueOrDefault(name) is { IsModel: true } ? Math.Max(call - 1, 0) : call, r[2]!.GetValue<int>());
    }

    // One, or a list, or a dictionary of them.
    static JsonArray Ends(JsonNode? ends, Dictionary<string, Layer> byName) =>
        new([.. Flat(ends).Select(r => Written(Shifted(r, byName)))]);

    static IEnumerable<JsonArray> Flat(JsonNode? ends) => ends switch
    {
        JsonArray { Count: >= 3 } one when one[0] is JsonValue => [one],
        JsonArray list => list.SelectMany(Flat),
        JsonObject named => named.SelectMany(n => Flat(n.Value)),
        _ => throw new FormatException("A model's inputs and outputs are told by names."),
    };
}
