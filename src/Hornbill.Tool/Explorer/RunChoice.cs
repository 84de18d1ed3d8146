using System.Globalization;
using Hornbill.Records;
using Hornbill.Records.Store;

namespace Hornbill.Tool.Explorer;

/// <summary>Runs by words: an index for all that differ from it in the seed alone, indexes joined by commas, or a condition.</summary>
static class RunChoice
{
    /// <exception cref="ArgumentException">There is no such run.</exception>
    public static IReadOnlyList<RunRecord> Of(RunList runs, string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 0 && parts.All(p => p.All(char.IsAsciiDigit))) return parts is [var one] ? Alike(runs, At(runs, one))
            : [.. parts.Select(p => At(runs, p))];
        return runs.List(RunFilter.Parse(text), null) is { Count: > 0 } found
            ? [.. found.Select(runs.Read)]
            : throw new ArgumentException(
                $"No run of '{runs.Name}' meets '{Choices.Short(text)}', but at least one must. Correct the condition.");
    }

    static RunRecord At(RunList runs, string index) =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < runs.Runs.Count
        ? runs.Read(runs.Runs[i])
        : throw new ArgumentException(
            $"There is no run {Choices.Short(index)} in '{runs.Name}', but it must be one of {runs.Runs.Count}, from 0 on. Choose one " +
            $"that 'hornbill results' lists.");

    static IReadOnlyList<RunRecord> Alike(RunList runs, RunRecord run)
    {
        var key = RunSettings.Key(run);
        return [.. runs.List([new("variant", "=", run.ModelStruct)], null).Select(runs.Read).Where(r => RunSettings.Key(r) == key)];
    }
}
