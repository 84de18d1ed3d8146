using System.Globalization;
using System.Text.Json;

namespace Hornbill.Records;

/// <summary>One run in the form that the labs exchange: nine keys, of which the explorer shows what went into a training and what came
/// out.</summary>
/// <remarks>A record that was read keeps its text, so that keys which nobody here knows, and numbers as they were written, come out as they
/// went in.</remarks>
/// <example><code>
/// var record = new RunRecord
/// {
///     CodeRef = "my program", ModelStruct = "2Conv", Info = "filters: 32, 64", CompInfo = "adam, sparse_categorical_crossentropy",
///     History = RunRecord.HistoryOf(history), Parameters = RunParameters.Of(batchSize: 64, epochs: 8, samples: 54_000, validates: true),
///     TestResults = [test.Loss, test["accuracy"]],
/// };
/// using var store = RunStore.Open("hornbill.db");
/// store.Add(record);
/// </code></example>
public sealed class RunRecord
{
    // Names of Keras 3 and those of the labs' records.
    static readonly (string Keras, string Record)[] Curves =
        [("loss", "loss"), ("accuracy", "acc"), ("val_loss", "val_loss"), ("val_accuracy", "val_acc")];

    string? _text;

    /// <summary>Which program it was: <c>codeRef</c>.</summary>
    public string CodeRef { get; init; } = "";

    /// <summary>The variant's name: <c>modelStruct</c>.</summary>
    public string ModelStruct { get; init; } = "";

    /// <summary>When it ended, day and month, hour and minute: <c>ddMM_HHmm</c>.</summary>
    public string TimeStamp { get; init; } = Stamp(DateTime.Now);

    /// <summary>Free text: <c>info</c>.</summary>
    public string Info { get; init; } = "";

    /// <summary>Optimizer and loss: <c>compInfo</c>.</summary>
    public string CompInfo { get; init; } = "";

    /// <summary>For each of <c>loss</c>, <c>acc</c>, <c>val_loss</c>, <c>val_acc</c> a value per epoch; NaN for what is no
    /// number.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> History { get; init; } = new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>What Fit was told: <c>histParams</c>, the text of a JSON object, as <see cref="RunParameters"/> writes it.</summary>
    public string Parameters { get; init; } = "{}";

    /// <summary>The path of the saved model, or nothing: <c>h5</c>.</summary>
    public string Model { get; init; } = "";

    /// <summary>Loss and accuracy of the test: <c>testRes</c>; nothing where none was made.</summary>
    public IReadOnlyList<double> TestResults { get; init; } = [];

    /// <summary>What a store keeps besides.</summary>
    public RunDetails Details { get; init; } = new();

    /// <summary>The loss of the test; NaN where there is none.</summary>
    public double TestLoss => TestResults.Count > 0 ? TestResults[0] : double.NaN;

    /// <summary>The accuracy of the test; NaN where there is none.</summary>
    public double TestAccuracy => TestResults.Count > 1 ? TestResults[1] : double.NaN;

    /// <summary>The greatest accuracy of validation; NaN where there was none.</summary>
    public double BestValidation => BestEpoch >= 0 ? Validation[BestEpoch] : double.NaN;

    /// <summary>The epoch of <see cref="BestValidation"/>, from 0, the first of several; −1 where there was none.</summary>
    public int BestEpoch => Validation.Select((value, epoch) => (value, epoch)).Where(v => !double.IsNaN(v.value))
        .OrderByDescending(v => v.value).Select(v => (int?)v.epoch).FirstOrDefault() ?? -1;

    /// <summary>Epochs that ended.</summary>
    public int Epochs => History.Count == 0 ? 0 : History.Values.Max(v => v.Count);

    IReadOnlyList<double> Validation => Series("val_acc") is { Count: > 0 } values ? values : Series("val_accuracy");

    /// <summary>A time as records have it.</summary>
    /// <param name="time">Local time.</param>
    public static string Stamp(DateTime time) => time.ToString("ddMM_HHmm", CultureInfo.InvariantCulture);

    /// <summary>A history's series of loss and accuracy under the names of records.</summary>
    /// <param name="history">By Keras's names, as <c>History.Values</c> has them.</param>
    public static IReadOnlyDictionary<string,
        IReadOnlyList<double>> HistoryOf(IReadOnlyDictionary<string, IReadOnlyList<double>> history) =>
        Curves.Where(c => history.ContainsKey(c.Keras)).ToDictionary(c => c.Record, c => history[c.Keras]);

    /// <summary>One series of the history; empty where there is none.</summary>
    /// <param name="name">Its name: <c>val_acc</c>.</param>
    public IReadOnlyList<double> Series(string name) => History.TryGetValue(name, out var values) ? values : [];

    /// <summary>The record as one line, in the order of the labs' keys; one that was read as it was, without the space between its
    /// tokens.</summary>
    public string ToJson() => _text ??= JsonLine.Object(Write);

    /// <summary>The record of a text. What is missing is empty, what has another kind than it should is kept in the text and not
    /// shown.</summary>
    /// <param name="json">A JSON object; NaN and Infinity are taken, as Python writes them.</param>
    /// <param name="details">What a store keeps besides.</param>
    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public static RunRecord Parse(string json, RunDetails? details = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var document = JsonLine.Parse(json);
        var root = document.RootElement;
        return new()
        {
            _text = JsonLine.Minified(json),
            CodeRef = JsonLine.Text(root, "codeRef"),
            ModelStruct = JsonLine.Text(root, "modelStruct"),
            TimeStamp = JsonLine.Text(root, "timeStamp"),
            Info = JsonLine.Text(root, "info"),
            CompInfo = JsonLine.Text(root, "compInfo"),
            History = Lists(root),
            Parameters = root.TryGetProperty("histParams", out var p) ? p.GetRawText() : "{}",
            Model = JsonLine.Text(root, "h5"),
            TestResults = root.TryGetProperty("testRes", out var test) ? JsonLine.Numbers(test) : [],
            Details = details ?? new(),
        };
    }

    static Dictionary<string, IReadOnlyList<double>> Lists(JsonElement root) =>
        root.TryGetProperty("histDict", out var history) && history.ValueKind == JsonValueKind.Object
            ? history.EnumerateObject().Where(s => s.Value.ValueKind == JsonValueKind.Array).GroupBy(s => s.Name)
                .ToDictionary(s => s.Key, s => JsonLine.Numbers(s.Last().Value))
            : [];

    void Write(Utf8JsonWriter json)
    {
        json.WriteString("codeRef", CodeRef);
        json.WriteString("modelStruct", ModelStruct);
        json.WriteString("timeStamp", TimeStamp);
        json.WriteString("info", Info);
        json.WriteString("compInfo", CompInfo);
        json.WriteStartObject("histDict");
        foreach (var (name, values) in History) JsonLine.Write(json, name, values);
        json.WriteEndObject();
        json.WritePropertyName("histParams");
        json.WriteRawValue(Parameters);
        json.WriteString("h5", Model);
        JsonLine.Write(json, "testRes", TestResults);
    }
}
