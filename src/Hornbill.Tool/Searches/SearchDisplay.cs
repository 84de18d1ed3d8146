using System.Globalization;
using Hornbill.Records.Search;
using Hornbill.Tool.Screen;
using Spectre.Console;

namespace Hornbill.Tool.Searches;

/// <summary>A search as it goes on: a row for each point that has ended, below them how far it is and how long it will take; in the end the
/// best points.</summary>
sealed class SearchDisplay(SearchPlan plan, Terminal terminal) : IProgress<SearchProgress>
{
    const int Best = 20;

    readonly HashSet<(int Point, int Rung)> _told = [];

    public void Report(SearchProgress value)
    {
        // What ended before this process began, or in another, is told with the rest.
        foreach (var point in value.Points.Where(p => p.State is "done" or "stopped" or "failed" && _told.Add((p.Number, p.Rung)))) Row(
            point);
        var text =
            $"{value.FoldsEnded}/{value.Folds} folds, best " +
            $"{BestOf(value.Points)}{(value.Remaining is { } left && value.FoldsEnded < value.Folds ? $", about {Time(left)} left" : "")}";
        if (terminal.Interactive) terminal.Rewrite(text, "");
        else if (value.Ended is { } e) terminal.Line($"point {e.Point}, fold {e.Fold + 1}: {text}");
    }

    /// <summary>The best points, and the test of the refitted one.</summary>
    public void Tell(SearchOutcome outcome)
    {
        if (terminal.Interactive) terminal.Settle();
        var table = new Table().AddColumns("Point", "State", "Mean", "Deviation", "Folds", "Seconds");
        foreach (var setting in plan.Settings) table.AddColumn(new TableColumn(new Text(setting.Name)));
        foreach (var point in outcome.Points.OrderByDescending(p => p.Rung).ThenByDescending(p =>
            double.IsNaN(p.Score.Mean) ? double.NegativeInfinity : p.Score.Mean).ThenBy(p => p.Number).Take(Best))
            table.AddRow([.. Cells(point).Concat(plan.Settings.Select(s => point.Settings[s.Name])).Select(c => new Text(Plain.Text(c)))]);
        terminal.Table(table);
        if (outcome.Points.Count > Best) terminal.Line($"and {outcome.Points.Count - Best} more");
        if (outcome.Best is { } best) terminal.Line($"Best: {Settings(best)}: {best.Score.Mean:0.0000} +- {best.Score.Deviation:0.0000}");
        if (outcome.Refit is { } refit) terminal.Line(
            $"Refitted on all and tested once: loss {refit.TestLoss:0.0000}, accuracy {refit.TestAccuracy:0.0000}");
        if (outcome.IsOver && outcome.Best is null) terminal.Line("No point has scores of all its folds.");
    }

    void Row(PointResult p)
    {
        var line =
            $"point {p.Number}{(p.Rung > 0 ? $" rung {p.Rung}" : "")}: {p.Score.Mean:0.0000} +- {p.Score.Deviation:0.0000}, " +
            $"{p.Seconds:0.0} s, {Settings(p)}{(p.State == "done" ? "" : $" {p.State}{(p.Note is { } note ? $": {note}" : "")}")}";
        if (terminal.Interactive) terminal.Settle(line, "");
        else terminal.Line(line);
    }

    static IEnumerable<string> Cells(PointResult p) =>
    [
        p.Rung > 0 ? $"{p.Number} (rung {p.Rung})" : $"{p.Number}", p.State, p.Score.Count == 0 ? "-" : $"{p.Score.Mean:0.0000}",
            p.Score.Count == 0 ? "-" : $"{p.Score.Deviation:0.0000}",
        string.Join(' ', p.Folds.Select(f => double.IsNaN(f) ? "-" : f.ToString("0.0000", CultureInfo.InvariantCulture))),
            $"{p.Seconds:0.0}",
    ];

    static string Settings(PointResult p) => string.Join(", ", p.Settings.Select(s => $"{s.Key}={s.Value}"));

    static string BestOf(IReadOnlyList<PointResult> points) =>
        points.Where(p => p.State == "done" && p.Score.Count > 0).OrderByDescending(p => p.Rung).ThenByDescending(p => p.Score.Mean)
            .FirstOrDefault() is { } best ? $"{best.Score.Mean:0.0000}" : "-";

    static string Time(TimeSpan time) =>
        time.TotalMinutes < 1 ? $"{time.TotalSeconds:0} s" : time.TotalHours < 1 ? $"{time.TotalMinutes:0} min"
            : $"{(int)time.TotalHours} h {time.Minutes} min";
}
