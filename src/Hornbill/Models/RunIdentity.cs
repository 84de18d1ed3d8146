using System.Globalization;
using System.Text.Json.Nodes;
using Hornbill.Data;
using Hornbill.Serialization;

namespace Hornbill.Models;

/// <summary>All that decides what a call of Fit ends with: the model and how it is compiled, the data, the arguments, the callbacks that
/// act. A training goes on only where all of it is the same, but for what is changed on purpose.</summary>
sealed class RunIdentity
{
    const int Told = 6; // differences that an error lists
    const int Parts = 40; // letters that two values may have in common before only the rest is told

    /// <summary>What may be changed on purpose, by the words that name it.</summary>
    public static readonly string[] Changeable =
        ["learning rate", "data", "validation data", "seed", "loss", "layers", "class weights", "callbacks"];

    // What each fact belongs to, by its name.
    readonly SortedDictionary<string, (string Group, string Value)> _facts = new(StringComparer.Ordinal);

    RunIdentity() { }

    public static RunIdentity Of(Model model, FitOptions options, BatchSource train, BatchSource? validation, int batchSize,
        IEnumerable<Callback> callbacks)
    {
        var identity = new RunIdentity();
        identity.AddModel(model);
        identity.Add("arguments", "a batch size of", batchSize);
        identity.Add("arguments", "shuffling", options.Shuffle ? "on" : "off");
        identity.Add("arguments", "an initial epoch of", options.InitialEpoch);
        if (model.Numerics != default) identity.Add("arguments", "numerics that are", model.Numerics);
        identity.Add("arguments", "steps per epoch of", options.StepsPerEpoch);
        identity.Add("seed", "the seed", options.Seed!.Value);
        identity.Add("class weights", "class weights of", options.ClassWeight);
        identity.AddData("data", "", train);
        if (validation is not null) identity.AddData("validation data", "validation ", validation);
        else identity.Add("validation data", "validation data", "none");
        identity.Add("validation data", "a validation every so many epochs:", options.ValidationFreq);
        identity.Add("validation data", "validation steps of", options.ValidationSteps);
        foreach (var (name, settings) in Acting(callbacks)) identity.Add("callbacks", name, settings);
        return identity;
    }

    /// <summary>The seed; null where it does not tell.</summary>
    public ulong? Seed => ulong.TryParse(Value("the seed"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    /// <summary>The facts as JSON.</summary>
    public string ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, (group, value)) in _facts) json[name] = new JsonArray(group, value);
        return json.ToJsonString();
    }

    /// <exception cref="InvalidDataException">The text is not what <see cref="ToJson"/> wrote.</exception>
    public static RunIdentity FromJson(string json, string path)
    {
        try
        {
            var identity = new RunIdentity();
            foreach (var (name, fact) in BoundedJson.Object(json)) identity.Add(fact![0]!.GetValue<string>(), name,
                fact[1]!.GetValue<string>());
            return identity;
        }
        catch (Exception e) when (Layers.Config.IsBad(e))
        {
            throw new InvalidDataException(
                $"'{path}' does not tell which training it is of ({Plain.Text(e.Message)}), but a checkpoint does. Use another " +
                $"checkpoint.", e);
        }
    }

    /// <summary>Throws where the training that was begun is another one than this.</summary>
    /// <param name="begun">What the checkpoint is of.</param>
    /// <param name="path">Its file.</param>
    /// <param name="changes">What may differ.</param>
    /// <exception cref="InvalidDataException">The model is another one.</exception>
    /// <exception cref="ArgumentException">The data, the arguments or the callbacks are others.</exception>
    public void Check(RunIdentity begun, string? path, IReadOnlyCollection<string> changes)
    {
        var names = _facts.Keys.Union(begun._facts.Keys).Where(name => Value(name) != begun.Value(name)).ToArray();
        var groups = names.Select(name => (_facts.TryGetValue(name, out var fact) ? fact : begun._facts[name]).Group).Distinct()
            .Except(changes).ToHashSet();
        string[] differ = [.. names.Where(name =>
            groups.Contains((_facts.TryGetValue(name, out var fact) ? fact : begun._facts[name]).Group))];
        if (differ.Length == 0) return;
        var list = string.Join("; ", differ.Take(Told).Select(name =>
            $"{name} {Parted(Value(name), begun.Value(name))} (it has {Parted(begun.Value(name), Value(name))})"));
        var more = differ.Length > Told ? $"; and {differ.Length - Told} more" : "";
        var fix = groups.All(Changeable.Contains)
            ? $"Give the same, or name in changes what shall differ " +
                $"({string.Join(", ", groups.Order(StringComparer.Ordinal).Select(g => $"\"{g}\""))}; " +
              "of the command: --with), or another folder."
            : "Give the same, or another folder.";
        var message =
            $"'{path}' is a checkpoint of another training, but one of this model, data and settings is expected. Fit got " +
            $"{Plain.Text(list)}{more}. {fix}";
        throw groups.Overlaps(["layers", "optimizer", "loss"]) ? new InvalidDataException(message) : new ArgumentException(message);
    }

    // Of a long list of settings what begins where it parts from another.
    static string Parted(string text, string other)
    {
        var same = text.AsSpan().CommonPrefixLength(other);
        var begin = text.LastIndexOf(", ", Math.Min(same, text.Length - 1), StringComparison.Ordinal);
        return Choices.Short(begin > Parts ? "..." + text[(begin + 2)..] : text);
    }

    string Value(string name) => _facts.TryGetValue(name, out var fact) ? fact.Value : "none";

    void Add(string group, string name, object? value) =>
        _facts[name] = (group, Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "none");

    void AddModel(Model model)
    {
        var architecture = BoundedJson.Object(model.ToConfig());
        foreach (var layer in architecture["layers"]!.AsArray()) AddJson("layers", $"the layer '{layer!["name"]}'", layer["config"],
            layer["class_name"]!);
        foreach (var part in (string[])["calls", "inputs", "outputs", "frozen"]) Add("layers", $"the model's {part}",
            architecture[part]?.ToJsonString());
        var optimizer = BoundedJson.Object(model.Optimizer!.ToConfig());
        var settings = optimizer["config"]!.AsObject();
        settings.Remove("learning_rate");
        AddJson("optimizer", "the optimizer", settings, optimizer["class_name"]!);
        Add("learning rate", "a learning rate of", model.Optimizer.GivenRate);
        foreach (var objective in model.Objectives)
        {
            Add("loss", $"for '{objective.Name}' the loss", objective.Loss);
            Add("loss", $"for '{objective.Name}' a loss weight of", objective.Weight);
            Add("metrics", $"for '{objective.Name}' the metrics", string.Join(", ", objective.Metrics.Select(m => $"{m.Name} {m.Metric}")));
        }
        Add("layers", "to train", string.Join(", ", model.TrainingState.Variables.Select(model.Store.Name)));
    }

    // A fact for each setting, so that an error can tell the one that differs.
    void AddJson(string group, string name, JsonNode? settings, JsonNode kind)
    {
        Add(group, name, kind.GetValue<string>());
        if (settings is not JsonObject all) return;
        foreach (var (setting, value) in all) Add(group, $"{name} with {setting}", value?.ToJsonString());
    }

    void AddData(string group, string of, BatchSource data)
    {
        Add(group, $"{of}data from", data.Made);
        Add(group, $"a number of {of}samples of", data.Count);
        Add(group, $"{of}samples of shape", string.Join(", ", data.Inputs.Select(i => i.Shape)));
        Add(group, $"{of}targets of shape", string.Join(", ", data.Targets.Select(t => t.Shape)));
        Add(group, $"{of}data with the checksum", data.Checksum()?.ToString("x8", CultureInfo.InvariantCulture));
    }

    static IEnumerable<(string Name, string Settings)> Acting(IEnumerable<Callback> callbacks) =>
        callbacks.Where(c => c.Decides is not null).GroupBy(c => c.GetType().Name)
                 .SelectMany(kind => kind.Select((c, i) => (i == 0 ? kind.Key : $"{kind.Key} {i + 1}", c.Decides!)));
}
