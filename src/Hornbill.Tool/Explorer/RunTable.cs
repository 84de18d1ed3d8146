using System.Globalization;
using System.Text;
using System.Text.Json;
using Hornbill.Records.Store;

namespace Hornbill.Tool.Explorer;

/// <summary>Lists of runs for programs: a JSON object a line, or CSV.</summary>
static class RunTable
{
    static readonly string[] Columns = ["index", "code", "time", "variant", "compile", "info", "state", "loss", "accuracy", "val_accuracy",
        "best_epoch", "epochs", "seconds"];

    public static string CsvHeader => string.Join(',', Columns);

    public static string Csv(int index, RunSummary run) =>
        string.Join(',', Values(index, run).Select(v => Quoted(Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")));

    // What is not ASCII is escaped: nothing in it commands a terminal.
    public static string Json(int index, RunSummary run)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var (name, value) in Columns.Zip(Values(index, run))) Write(json, name, value);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }

    static void Write(Utf8JsonWriter json, string name, object? value)
    {
        if (value is double number) json.WriteNumber(name, number);
        else if (value is int whole) json.WriteNumber(name, whole);
        else if (value is string text) json.WriteString(name, text);
        else json.WriteNull(name);
    }

    static object?[] Values(int index, RunSummary run) =>
    [
        index, run.CodeRef, run.TimeStamp, run.ModelStruct, run.CompInfo, run.Info, run.State.ToString().ToLowerInvariant(),
            Number(run.TestLoss), Number(run.TestAccuracy),
        Number(run.BestValidation), run.BestEpoch < 0 ? null : run.BestEpoch, run.Epochs, Number(run.Seconds),
    ];

    static double? Number(double value) => double.IsFinite(value) ? value : null;

    static string Quoted(string text)
    {
        text = Plain.Text(text);
        return text.AsSpan().ContainsAny(",\"") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
