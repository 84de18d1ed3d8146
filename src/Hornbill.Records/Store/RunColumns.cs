namespace Hornbill.Records.Store;

/// <summary>The words by which runs are ordered and filtered, each with its value in a summary.</summary>
static class RunColumns
{
    static readonly Dictionary<string, Func<RunSummary, object?>> Known = new()
    {
        ["index"] = r => r.Id,
        ["code"] = r => r.CodeRef,
        ["time"] = r => r.Started?.ToUnixTimeMilliseconds(),
        ["variant"] = r => r.ModelStruct,
        ["compile"] = r => r.CompInfo,
        ["info"] = r => r.Info,
        ["state"] = r => r.State.ToString().ToLowerInvariant(),
        ["loss"] = r => Number(r.TestLoss),
        ["accuracy"] = r => Number(r.TestAccuracy),
        ["val_accuracy"] = r => Number(r.BestValidation),
        ["epochs"] = r => r.Epochs,
        ["seconds"] = r => Number(r.Seconds),
    };

    public static bool Has(string name) => Known.ContainsKey(name);

    /// <summary>The value of a summary; null where it has none.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static object? Value(string name, RunSummary run) => Find(name)(run);

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Func<RunSummary, object?> Find(string name) =>
        Known.TryGetValue(name, out var value) ? value : throw Choices.Unknown("column", name, Known.Keys);

    static double? Number(double value) => double.IsNaN(value) ? null : value;
}
