using System.Text.Json.Nodes;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Keras.Writing;

/// <summary>The configuration of a model as Keras 3 keeps it in config.json.</summary>
static class KerasConfig
{
    const string Float = "float32";

    public static JsonObject Of(Model model) => Entry(model, model.Name);

    static JsonObject Entry(Layer layer, string place) => layer is Model model ? Entry(model, place) : Layer(layer, place);

    static JsonObject Entry(Model model, string place)
    {
        var config = new JsonObject { ["name"] = model.Name, ["trainable"] = model.Trainable };
        var entry = model is Sequential
            ? Object("keras", "Sequential", config)
            : Object("keras.src.models.functional", "Functional", config, "Functional");
        if (model is Sequential)
        {
            var shape = Batch(model.Inputs[0].Shape);
            config["layers"] = new JsonArray([.. model.Layers.Select(l => (JsonNode)Entry(l, $"{place}/{l.Name}"))]);
            config["build_input_shape"] = shape;
            entry["build_config"] = new JsonObject { ["input_shape"] = shape.DeepClone() };
        }
        else Graph(model, config, place);
        return entry;
    }

    // Each layer with its calls, and each call with the tensors that it reads.
    static void Graph(Model model, JsonObject config, string place)
    {
        var (calls, histories) = (model.GraphCalls, new Dictionary<Node, (Layer Layer, int Call, int Output)>());
        foreach (var (layer, call, number) in calls)
            foreach (var (i, output) in call.Outputs.Index()) histories[output] = (layer, number, i);
        config["layers"] = new JsonArray([.. KerasOrder.Of(model).Select(l => (JsonNode)Listed(l, Calls(l), $"{place}/{l.Name}"))]);
        config["input_layers"] = Ends(model.Inputs, histories);
        config["output_layers"] = Ends(model.Outputs, histories);

        IEnumerable<JsonNode> Calls(Layer layer) =>
            calls.Where(c => c.Layer == layer && c.Call.Inputs.Count > 0).Select(c => Applied(layer, c.Call, histories));
    }

    static JsonObject Listed(Layer layer, IEnumerable<JsonNode> calls, string place)
    {
        var entry = Entry(layer, place);
        entry["name"] = layer.Name;
        entry["inbound_nodes"] = new JsonArray([.. calls]);
        return entry;
    }

    static JsonObject Applied(Layer layer, Call call, Dictionary<Node, (Layer Layer, int Call, int Output)> histories)
    {
        var tensors = new JsonArray([.. call.Inputs.Select(i => (JsonNode)Tensor(i, histories[i]))]);
        var list = call.Inputs.Count > 1 || layer is Merge;
        var words = new JsonObject();
        if (call.Training is { } training) words["training"] = training;
        return new() { ["args"] = list ? new JsonArray(tensors) : tensors, ["kwargs"] = words };
    }

    static JsonObject Tensor(Node node, (Layer Layer, int Call, int Output) history) => new()
    {
        ["class_name"] = "__keras_tensor__",
        ["config"] = new JsonObject
        {
            ["shape"] = Batch(node.Shape),
            ["dtype"] = Float,
            ["keras_history"] = new JsonArray(history.Layer.Name, history.Call, history.Output),
        },
    };

    // Keras counts a functional model's own building as its first call here, and only here.
    static JsonArray Ends(IReadOnlyList<Node> nodes, Dictionary<Node, (Layer Layer, int Call, int Output)> histories) =>
        new([.. nodes.Select(n => histories[n]).Select(h => (JsonNode)new JsonArray(
            h.Layer.Name, h.Call + (h.Layer is Model and not Sequential ? 1 : 0), h.Output))]);

    static JsonObject Layer(Layer layer, string place)
    {
        var config = new JsonObject { ["name"] = layer.Name };
        if (layer is Input input)
        {
            foreach (var (name, value) in (ReadOnlySpan<(string, JsonNode)>)
                [("batch_shape", Batch(input.Output.Shape)), ("dtype", Float), ("sparse", false)]) config[name] = value;
            return Object("keras.layers", "InputLayer", config);
        }
        config["trainable"] = layer.Trainable;
        config["dtype"] = Object("keras", "DTypePolicy", new() { ["name"] = Float });
        foreach (var (name, value) in KerasSettings.Of(layer, place)) config[name] = value?.DeepClone();
        if (layer is TimeDistributed { Layer: var within }) config["layer"] = Entry(within, $"{place}/{within.Name}");
        var entry = Object("keras.layers", layer.Kind, config);
        if (layer.Calls is [{ Inputs: [var from] }, ..]) entry["build_config"] = new JsonObject { ["input_shape"] = Batch(from.Shape) };
        return entry;
    }

    /// <summary>An object of Keras: where its class lies, which, its settings.</summary>
    public static JsonObject Object(string module, string kind, JsonObject config, string? registered = null) =>
        new() { ["module"] = module, ["class_name"] = kind, ["config"] = config, ["registered_name"] = registered };

    static JsonArray Batch(Shape shape) =>
        new([null, .. shape.Select(d => d == Shape.Unknown ? null : (JsonNode)d)]);
}
