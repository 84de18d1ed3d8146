using System.Text.Json.Nodes;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Optimizers;

namespace Hornbill.Keras.Reading;

/// <summary>How a model was compiled in Keras: optimizer, losses and metrics, by names or with all settings. Where one of them is not known
/// here, a loss of one's own say, the model stays uncompiled: weights and predictions do not depend on it.</summary>
static class KerasCompile
{
    /// <summary>Compiles a model as it was.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">compile_config of Keras 3, or training_config of Keras before; null for nothing.</param>
    public static void Apply(Model model, JsonObject? settings)
    {
        if ((settings?["optimizer"] ?? settings?["optimizer_config"]) is not { } optimizer || settings!["loss"] is not { } loss) return;
        try
        {
            var losses = Each(model, loss).Select(l => l is null ? null : Loss.Registry.Make(Kind(l), Own(l))).ToArray();
            var weights = settings["loss_weights"] is { } w ? Each(model, w).Select(n => n?.GetValue<double>() ?? 1).ToArray() : null;
            model.Compile(Made(optimizer), losses, weights, Lists(model, settings["metrics"]), Lists(model, settings["weighted_metrics"]));
        }
        catch (Exception e) when (Config.IsBad(e) || e is InvalidDataException)
        {
        }
    }

    static Optimizer Made(JsonNode node)
    {
        if (node is JsonValue name) return Optimizer.Named(name.GetValue<string>());
        var config = Own(node).Json;
        if (config["learning_rate"] is JsonObject schedule)
            config["learning_rate"] = Schedule.Registry.Make(Kind(schedule), Own(schedule)).Saved();
        return Optimizer.FromConfig(new JsonObject { ["class_name"] = Kind(node), ["config"] = config.DeepClone() }.ToJsonString());
    }

    // One for all outputs, one for each, or by names of outputs.
    static IEnumerable<JsonNode?> Each(Model model, JsonNode node) => node switch
    {
        JsonArray list when list.Count == model.Outputs.Count => list,
        JsonObject named when named["class_name"] is null => model.OutputNames.Select(n => named[n]),
        JsonValue or JsonObject => model.Outputs.Select(_ => node),
        _ => throw new FormatException("There is not one for each output."),
    };

    // Of one output a list of metrics is its own.
    static Metric[][]? Lists(Model model, JsonNode? node) => node switch
    {
        null => null,
        JsonArray list when model.Outputs.Count == 1 => [[.. Flat(list)]],
        _ => [.. Each(model, node).Select(of => Flat(of).ToArray())],
    };

    static IEnumerable<Metric> Flat(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => list.SelectMany(Flat),
        JsonValue name => [(Metric?)name.GetValue<string>() ?? throw new FormatException("A metric has no name.")],
        _ => [Metric.Registry.Make(Kind(node), Own(node))],
    };

    static string Kind(JsonNode node) => node is JsonValue name ? name.GetValue<string>() : node["class_name"]!.GetValue<string>();

    // Names are Keras's own numbered ones there.
    static Config Own(JsonNode node)
    {
        var config = (node as JsonObject)?["config"]?.DeepClone() as JsonObject ?? [];
        foreach (var name in (string[])["name", "dtype"]) config.Remove(name);
        if (config["reduction"] is JsonValue word && word.ToString() == "auto") config.Remove("reduction"); // of Keras before 3
        return new(config);
    }
}
