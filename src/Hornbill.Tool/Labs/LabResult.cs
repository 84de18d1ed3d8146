using System.Text.Json;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Labs;

/// <summary>What one run of an experiment measured.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Seed">Of weights, order and dropout.</param>
/// <param name="Command">How it was run, without the seed: another one makes it another experiment.</param>
/// <param name="Figures">By their names; what is no finite number is null.</param>
sealed record LabResult(string Experiment, ulong Seed, string Command, IReadOnlyDictionary<string, double?> Figures)
{
    /// <summary>What it said, where its result is a text or an error.</summary>
    public string? Text { get; init; }

    /// <summary>Of training and validation.</summary>
    public double Seconds { get; init; }

    public int Epochs { get; init; }

    public double ImagesPerSecond { get; init; }

    public int Threads { get; init; }

    public string Processor { get; init; } = "";

    public DateOnly Date { get; init; }

    /// <summary>Of the program that ran it.</summary>
    public string Engine { get; init; } = "";

    public string ToJson() => Json.Line(json =>
    {
        json.WriteString("experiment", Experiment);
        json.WriteNumber("seed", Seed);
        json.WriteString("command", Command);
        json.WriteStartObject("figures");
        foreach (var (name, value) in Figures) Json.Number(json, name, value ?? double.NaN);
        json.WriteEndObject();
        if (Text is not null) json.WriteString("text", Text);
        json.WriteNumber("seconds", Seconds);
        json.WriteNumber("epochs", Epochs);
        json.WriteNumber("images_per_second", ImagesPerSecond);
        json.WriteNumber("threads", Threads);
        json.WriteString("processor", Processor);
        json.WriteString("date", $"{Date:yyyy-MM-dd}");
        json.WriteString("engine", Engine);
    });

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidOperationException">A member has another type.</exception>
    /// <exception cref="KeyNotFoundException">One is missing.</exception>
    /// <exception cref="FormatException">A number is out of range.</exception>
    public static LabResult Read(JsonElement json) =>
        Measured(json, Word(json, "experiment"), json.GetProperty("seed").GetUInt64(), Word(json, "command")) with
        {
            Processor = Word(json, "processor"),
            Date = DateOnly.TryParseExact(Word(json, "date"), "yyyy-MM-dd", out var date) ? date : default,
            Engine = Word(json, "engine"),
        };

    /// <summary>What a lab's program wrote of its run.</summary>
    public static LabResult Measured(JsonElement json, string experiment, ulong seed, string command) =>
        new(experiment, seed, command, Numbers(json))
        {
            Text = json.TryGetProperty("text", out var text) ? text.GetString() : null,
            Seconds = Number(json, "seconds") ?? 0,
            Epochs = (int)(Number(json, "epochs") ?? 0),
            ImagesPerSecond = Number(json, "images_per_second") ?? 0,
            Threads = (int)(Number(json, "threads") ?? 0),
        };

    static Dictionary<string, double?> Numbers(JsonElement json) => json.GetProperty("figures").EnumerateObject()
        .ToDictionary(f => f.Name, f => f.Value.ValueKind == JsonValueKind.Number ? f.Value.GetDouble() : (double?)null);

    static string Word(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    static double? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetDouble() : null;
}
