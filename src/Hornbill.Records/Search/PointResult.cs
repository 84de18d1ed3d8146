namespace Hornbill.Records.Search;

/// <summary>What a point came to.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Rung">The highest rung that it came to.</param>
/// <param name="Score">The scores of its folds there.</param>
/// <param name="Loss">Their losses.</param>
/// <param name="Seconds">The time of all its folds.</param>
/// <param name="Folds">The scores one by one; NaN for those that have none.</param>
/// <param name="State">"done", "running", "waiting", "stopped" as hopeless, or "failed".</param>
/// <param name="Note">Why it failed; null where it did not.</param>
public sealed record PointResult(int Number, IReadOnlyDictionary<string, string> Settings, int Rung, Sample Score, Sample Loss,
    double Seconds, IReadOnlyList<double> Folds, string State, string? Note)
{
    internal static PointResult Of(int number, IReadOnlyDictionary<string, string> settings, IEnumerable<FoldRow> folds)
    {
        var own = folds.Where(f => f.Point == number && f.Rung != FoldRow.Refit).ToArray();
        var rung = own.Length == 0 ? 0 : own.Max(f => f.Rung);
        var last = own.Where(f => f.Rung == rung).OrderBy(f => f.Fold).ToArray();
        return new(number, settings, rung, Sample.Of(last.Select(f => f.Score)), Sample.Of(last.Select(f => f.Loss)),
            own.Sum(f => double.IsNaN(f.Seconds) ? 0 : f.Seconds),
                   [.. last.Select(f => f.Score)], StateOf(last), last.Select(f => f.Note).FirstOrDefault(n => n is not null));
    }

    /// <summary>Whether all of its folds have a score.</summary>
    internal bool IsWhole => State == "done" && Folds.All(double.IsFinite);

    static string StateOf(FoldRow[] folds)
    {
        bool Any(FoldState state) => folds.Any(f => f.State == state);
        return Any(FoldState.Failed) ? "failed" : Any(FoldState.Stopped) ? "stopped" : Any(FoldState.Running) ? "running"
            : folds.Length == 0 || Any(FoldState.Waiting) ? "waiting" : "done";
    }
}
