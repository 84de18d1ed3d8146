using System.Globalization;
using System.Text.Json;
using Hornbill.Records;
using Hornbill.Records.Store;

namespace Hornbill.Tool.Explorer;

/// <summary>Runs as lines of text, in the labs' form.</summary>
static class RunText
{
    /// <summary>The two lines above a list.</summary>
    public static IReadOnlyList<string> Header { get; } =
        ["index <code reference> time stamp, variant, info", "[test loss, test accuracy] <--> best val accuracy at epoch/epochs:"];

    /// <summary>The two lines of a run in a list.</summary>
    public static IEnumerable<string> InList(int index, RunSummary run) =>
    [
        $"{index} <{One(run.CodeRef)}> {One(run.TimeStamp)}, {One(run.ModelStruct)}, {One(run.Info)}",
        $"{Test(run.TestLoss, run.TestAccuracy)} <--> " +
        $"{Best(run)}:{(run.State == RunState.Finished ? "" : $" {run.State.ToString().ToLowerInvariant()}")}",
    ];

    /// <summary>What is most asked for.</summary>
    public static IEnumerable<string> Part(RunRecord run) =>
    [
        $"<{One(run.CodeRef)}> {One(run.ModelStruct)}, {One(run.CompInfo)}, {One(run.TimeStamp)}",
        One(run.Info),
        $"test Results [{string.Join(", ", run.TestResults.Select(Number))}]",
        run.BestEpoch < 0 ? "best val accuracy: none"
            : $"best val accuracy: at epochs {run.BestEpoch}/{run.Epochs} value {Number(run.BestValidation)}",
        $"history Params: {Spaced(run.Parameters)}",
    ];

    /// <summary>All of it.</summary>
    public static IEnumerable<string> All(RunRecord run) => [.. Part(run), .. History(run), .. Rest(run)];

    /// <summary>A number with at most four decimals; small ones with an exponent.</summary>
    public static string Number(double x) => double.IsNaN(x) ? "nan" : x != 0 && Math.Abs(x) < 5e-5
        ? x.ToString("0.####e+00", CultureInfo.InvariantCulture) : x.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Text of a file in one line.</summary>
    public static string One(string text) => Plain.Text(text);

    static string Test(double loss, double accuracy) =>
        double.IsNaN(loss) && double.IsNaN(accuracy) ? "[]" : $"[{Number(loss)}, {Number(accuracy)}]";

    static string Best(RunSummary run) => run.BestEpoch < 0 ? $"none in {run.Epochs}"
        : $"{Number(run.BestValidation)} at {run.BestEpoch}/{run.Epochs}";

    static IEnumerable<string> History(RunRecord run) =>
        run.History.Select(h => $"{One(h.Key)}: [{string.Join(", ", h.Value.Select(Number))}]");

    static IEnumerable<string> Rest(RunRecord run)
    {
        yield return $"h5: {One(run.Model)}";
        foreach (var (name, text) in Others(run)) yield return $"{One(name)}: {One(text)}";
        var d = run.Details;
        (string Name, string? Value)[] kept =
        [
            ("state", d.Settings.Count > 0 ? d.State.ToString().ToLowerInvariant() : null),
                ("settings", d.Settings.Count > 0 ? string.Join(", ", d.Settings.Select(s => $"{s.Key}={s.Value}")) : null),
            ("version", d.Version), ("commit", d.Commit), ("machine", d.Machine), ("data", d.DataChecksum), ("model sha256", d.ModelSha256),
            ("seconds", d.Seconds is { } s ? Number(s) : null),
                ("images/s", d.ImagesPerSecond is { } rate ? Number(Math.Round(rate)) : null), ("folder", d.Folder), ("command", d.Command),
        ];
        foreach (var (name, value) in kept)
            if (value is not null) yield return $"{name}: {One(value)}";
        for (var t = 0; t < (d.Confusion?.Count ?? 0); t++)
            yield return $"confusion {One(d.ClassNames is { } names && t < names.Count ? names[t] : $"{t}")}: " +
                $"{string.Join(' ', d.Confusion![t])}";
    }

    // Keys that only the program knows which wrote them.
    static IEnumerable<(string, string)> Others(RunRecord run)
    {
        using var json = JsonLine.Parse(run.ToJson());
        string[] known = ["codeRef", "modelStruct", "timeStamp", "info", "compInfo", "histDict", "histParams", "h5", "testRes"];
        return [.. json.RootElement.EnumerateObject().Where(p => !known.Contains(p.Name)).Select(p => (p.Name, p.Value.GetRawText()))];
    }

    // Numbers with at most four decimals, and space behind commas and colons.
    static string Spaced(string json)
    {
        using var document = JsonLine.Parse(json.Length > 0 && json[0] == '{' ? json : "{}");
        return One(Spaced(document.RootElement));
    }

    static string Spaced(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().Select(p => $"\"{p.Name}\": {Spaced(p.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Spaced))}]",
        JsonValueKind.Number => value.TryGetDouble(out var number) ? Number(number) : value.GetRawText(),
        _ => value.GetRawText(),
    };
}
