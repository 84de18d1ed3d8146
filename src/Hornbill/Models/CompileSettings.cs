using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Optimizers;

namespace Hornbill.Models;

/// <summary>How a model was compiled, as its file holds it: the optimizer with its schedule, for each output its loss, weight and metrics,
/// which weights it trains, and the steps taken.</summary>
/// <param name="Optimizer">With all settings.</param>
/// <param name="Losses">One for each output; null where it has none.</param>
/// <param name="Weights">One for each output.</param>
/// <param name="Metrics">Those of each output.</param>
/// <param name="Trained">Names of the weights that training changes, in their order: layers may have been frozen, or not, since.</param>
/// <param name="Frozen">Names of the statistics that training leaves as they are.</param>
/// <param name="Steps">Batches seen since.</param>
/// <param name="Draws">Where its random numbers stand.</param>
sealed record CompileSettings(Optimizer Optimizer, IReadOnlyList<Loss?> Losses, IReadOnlyList<double> Weights,
    IReadOnlyList<IReadOnlyList<NamedMetric>> Metrics,
                              IReadOnlyList<string> Trained, IReadOnlyList<string> Frozen, long Steps, IReadOnlyList<long> Draws)
{
    const int MostMetrics = 100;

    public string ToJson() => new JsonObject
    {
        ["optimizer"] = JsonNode.Parse(Optimizer.ToConfig()),
        ["losses"] = new JsonArray([.. Losses.Select(l => l is null ? null : (JsonNode)l.Saved())]),
        ["loss_weights"] = new JsonArray([.. Weights.Select(w => (JsonNode)w)]),
        ["metrics"] = new JsonArray([.. Metrics.Select(of =>
            (JsonNode)new JsonArray([.. of.Select(m =>
            (JsonNode)(m.Weighted ? new JsonArray(m.Name, m.Metric.Saved(), true) : new JsonArray(m.Name, m.Metric.Saved())))]))]),
        ["trained"] = new JsonArray([.. Trained.Select(name => (JsonNode)name)]),
        ["frozen"] = new JsonArray([.. Frozen.Select(name => (JsonNode)name)]),
        ["steps"] = Steps,
        ["draws"] = new JsonArray([.. Draws.Select(n => (JsonNode)n)]),
    }.ToJsonString();

    /// <exception cref="InvalidDataException">The text is not what <see cref="ToJson"/> wrote.</exception>
    public static CompileSettings FromJson(string json, CustomObjects? customs = null)
    {
        customs ??= new();
        try
        {
            var root = Serialization.BoundedJson.Object(json, Config.Depth);
            T[] List<T>(JsonNode? list, Func<JsonNode?, T> read) => [.. list!.AsArray().Select(read)];
            if (root["metrics"]!.AsArray().Sum(of => of!.AsArray().Count) is > MostMetrics and var count) throw new FormatException(
                $"{count} metrics");
            var steps = root["steps"]!.GetValue<long>();
            return new(Optimizer.FromConfig(root["optimizer"]!.ToJsonString(), customs),
                List(root["losses"], l => l is null ? null : Loss.Registry.Make(l.GetValue<string>(), customs)),
                       List(root["loss_weights"], w => w!.GetValue<double>()),
                       List(root["metrics"], of => List(of, m =>
                           new NamedMetric(m![0]!.GetValue<string>(), Metric.Registry.Make(m[1]!.GetValue<string>(), customs),
                           m.AsArray().Count > 2))),
                       List(root["trained"], f => f!.GetValue<string>()), List(root["frozen"], f => f!.GetValue<string>()), steps >= 0
                           ? steps : throw new FormatException($"{steps} steps"),
                       root["draws"] is { } draws ? List(draws, n => n!.GetValue<long>()) : []);
        }
        catch (Exception e) when (Config.IsBad(e) || e is InvalidDataException)
        {
            throw new InvalidDataException(
                $"The settings of training cannot be used ({Plain.Text(e.Message)}) but optimizer, losses, loss_weights, metrics, " +
                $"trained, frozen and steps are " +
                                           "expected. Check the file they came from.", e);
        }
    }
}
