using System.Globalization;
using System.Text.Json;
using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Records.Search;

namespace Hornbill.Tool.Searches;

/// <summary>What a file asks to be searched: a net on a data set, settings that stay, and settings that are searched over.</summary>
/// <example><code>
/// {"name": "rates", "dataset": "glyphs", "net": "lab-d", "sampler": "tpe", "points": 20, "folds": 3,
///  "fixed": {"epochs": 2}, "search": {"learning_rate": {"min": 0.0001, "max": 0.1, "log": true}, "batch_size": [32, 64, 128]}}
/// </code></example>
sealed record SearchSpec(SearchPlan Plan, string Dataset, int? Limit, int? TestLimit, string? Net, IReadOnlyDictionary<string,
    string> Fixed)
{
    static readonly string[] Keys =
        ["name", "dataset", "limit", "test_limit", "net", "sampler", "points", "folds", "seed", "reduction", "generation", "stop_hopeless",
            "fixed", "search"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is none, or asks for what is not there.</exception>
    public static SearchSpec Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException(null, path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path),
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Of(document.RootElement, Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception e) when (
            e is JsonException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' is no search that can be done: {e.Message}", e);
        }
    }

    internal static SearchSpec Of(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new ArgumentException(
            "It is no JSON object but must be one. Write it as in labs/search.");
        foreach (var key in root.EnumerateObject().Select(p => p.Name))
            if (!Keys.Contains(key)) throw Choices.Unknown("key of a search", key, Keys);
        var (dataset, net) = (Text(root, "dataset") ?? "glyphs", Text(root, "net"));
        _ = Datasets.Find(dataset);
        var plan = new SearchPlan
        {
            Name = Text(root, "name") ?? name,
            Sampler = Text(root, "sampler") ?? "random",
            Points = Int(root, "points") ?? 20,
            Folds = Int(root, "folds") ?? 3,
            Seed = root.TryGetProperty("seed", out var seed) ? seed.GetUInt64() : 0,
            Reduction = Int(root, "reduction") ?? 3,
            Generation = Int(root, "generation") ?? 4,
            StopsHopeless = !root.TryGetProperty("stop_hopeless", out var stop) || stop.GetBoolean(),
            Settings = [.. Members(root, "search").Select(p => Setting(p.Name, p.Value))],
        };
        var settings = Members(root, "fixed").ToDictionary(p => p.Name, p => Value(p.Value));
        var (limit, test) = (Int(root, "limit"), Int(root, "test_limit"));
        var context = string.Create(CultureInfo.InvariantCulture,
            $"{dataset} {limit} {test} {net} " +
            $"{string.Join(' ', settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"))}");
        return new SearchSpec(plan with { Context = context }, dataset, limit, test, net, settings).Checked();
    }

    /// <summary>What one point asks for.</summary>
    /// <exception cref="ArgumentException">A setting is not known, or its value cannot be used.</exception>
    public TrialSettings At(IReadOnlyDictionary<string, string> point)
    {
        var all = new Dictionary<string, string>(Fixed);
        foreach (var (name, value) in point) all[name] = value;
        if (Net is not null) all.TryAdd("net", Net);
        return TrialSettings.Of(all, Datasets.Find(Dataset).ImageShape[2] == 3 ? "lab-b-2" : "lab-d");
    }

    // What is known to be wrong is told before a fold is trained: each value once, and the first ones together as a net. Others need not
    // fit each other.
    SearchSpec Checked()
    {
        _ = Plan.Checked();
        At(Plan.Settings.ToDictionary(s => s.Name, s => s.At(0))).Build(Dataset, 0);
        foreach (var s in Plan.Settings)
            foreach (var value in s.IsList ? s.Values : [s.At(1)])
                _ = Optimizers.Optimizer.Named(At(new Dictionary<string, string> { [s.Name] = value }).Optimizer);
        return this;
    }

    static SearchSetting Setting(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array) return SearchSetting.Of(name, [.. value.EnumerateArray().Select(Value)]);
        if (value.ValueKind != JsonValueKind.Object)
            throw new ArgumentException(
                $"The setting {Choices.Short(name)} is neither a list nor a range, but it must be [1, 2] or {{\"min\": 1, \"max\": 2}}. " +
                $"Correct it, or put it into fixed.");
        string[] known = ["min", "max", "step", "log"];
        foreach (var p in value.EnumerateObject())
            if (!known.Contains(p.Name)) throw Choices.Unknown($"key of the range {Choices.Short(name)}", p.Name, known);
        double Number(string key) => value.TryGetProperty(key, out var n) ? n.GetDouble() : double.NaN;
        return SearchSetting.Range(name, Number("min"), Number("max"), value.TryGetProperty("step", out var step) ? step.GetDouble() : 0,
            value.TryGetProperty("log", out var log) && log.GetBoolean());
    }

    static JsonElement.ObjectEnumerator Members(JsonElement root, string name) =>
        root.TryGetProperty(name, out var found) ? found.EnumerateObject() : default;

    // A list of numbers is an option of a net: 32,64.
    static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Value)),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new ArgumentException(
            $"The value {Choices.Short(value.GetRawText())} came, but a text, a number, true, false or a list of them is needed. Correct " +
            $"it."),
    };

    static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;

    static int? Int(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetInt32() : null;
}
