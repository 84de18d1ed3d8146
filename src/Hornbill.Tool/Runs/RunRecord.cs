using System.Globalization;
using System.Text.Json;
using Hornbill.Models;

namespace Hornbill.Tool.Runs;

/// <summary>One run as the results explorer reads it: the labs' record, key by key.</summary>
sealed record RunRecord
{
    /// <summary>History key and its name in the record.</summary>
    static readonly (string Keras, string Record)[] Curves =
        [("loss", "loss"), ("accuracy", "acc"), ("val_loss", "val_loss"), ("val_accuracy", "val_acc")];

    public required string ModelStruct { get; init; }

    public required DateTime Time { get; init; }

    public required string Info { get; init; }

    public required string CompInfo { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<double>> History { get; init; }

    public required int BatchSize { get; init; }

    public required int Epochs { get; init; }

    public required int Samples { get; init; }

    /// <summary>Whether a generator gave the images: then their steps are told rather than their number.</summary>
    public bool Generator { get; init; }

    public required string Model { get; init; }

    public required double TestLoss { get; init; }

    public required double TestAccuracy { get; init; }

    public static RunRecord Of(TrainSettings settings, History history, TrainResult result, int samples) => new()
    {
        ModelStruct = settings.Net.Name + settings.Augment?.Record,
        Time = DateTime.Now,
        Info = Describe(settings, history),
        CompInfo = $"{settings.Optimizer}, {Models.Net.Loss}",
        History = history.Values,
        BatchSize = settings.BatchSize,
        Epochs = settings.Epochs,
        Samples = samples,
        Generator = settings.Augment is not null,
        Model = result.ModelPath,
        TestLoss = result.TestLoss,
        TestAccuracy = result.TestAccuracy,
    };

    /// <summary>The record as one line.</summary>
    public string ToJson() => Json.Line(json =>
    {
        json.WriteString("codeRef", "hornbill train");
        json.WriteString("modelStruct", ModelStruct);
        json.WriteString("timeStamp", Time.ToString("ddMM_HHmm", CultureInfo.InvariantCulture));
        json.WriteString("info", Info);
        json.WriteString("compInfo", CompInfo);
        json.WriteStartObject("histDict");
        foreach (var (keras, record) in Ran) Json.Numbers(json, record, History[keras]);
        json.WriteEndObject();
        WriteParameters(json);
        json.WriteString("h5", Model);
        Json.Numbers(json, "testRes", [TestLoss, TestAccuracy]);
    });

    IEnumerable<(string Keras, string Record)> Ran => Curves.Where(c => History.ContainsKey(c.Keras));

    void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartObject("histParams");
        if (!Generator) json.WriteNumber("batch_size", BatchSize);
        json.WriteNumber("epochs", Epochs);
        if (Generator) json.WriteNumber("steps", (double)Samples / BatchSize);
        else json.WriteNull("steps");
        if (!Generator) json.WriteNumber("samples", Samples);
        json.WriteNumber("verbose", 1);
        json.WriteBoolean("do_validation", History.ContainsKey("val_loss"));
        json.WriteStartArray("metrics");
        foreach (var (_, record) in Ran) json.WriteStringValue(record);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static string Describe(TrainSettings settings, History history) => string.Create(CultureInfo.InvariantCulture,
        $"{settings.Dataset} seed:{settings.Seed} lr:{settings.LearningRate?.ToString(CultureInfo.InvariantCulture) ?? "default"} " +
        $"validation:{settings.ValidationSplit}{(settings.Augment is { } a ? $" augment:{a}" : "")}{string.Concat(settings.Set.Select(s => $" {s.Key}:{s.Value}"))}{(settings.Resume ? " resumed" : "")}" +
        $"{(settings.Changes.Count > 0 ? $" with other {string.Join(", ", settings.Changes)}" : "")}{(history.Cancelled ? $" stopped after {history.Epochs} epochs" : "")}");
}
