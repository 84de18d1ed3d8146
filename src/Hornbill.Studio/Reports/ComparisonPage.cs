using System.Globalization;

namespace Hornbill.Studio;

/// <summary>Several runs as one page of HTML: a table, accuracy by model and against time, curves together, and where settings differ their
/// grid and parallel axes.</summary>
/// <example><code>ComparisonPage.Write("runs.html", "lab C", runs);</code></example>
public static class ComparisonPage
{
    /// <summary>Writes it aside and renames it.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="title">What is compared.</param>
    /// <param name="runs">The runs.</param>
    /// <exception cref="ArgumentException">There are no runs.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, string title, IReadOnlyList<RunReport> runs)
    {
        ArgumentNullException.ThrowIfNull(path);
        var html = ToHtml(title, runs);
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(html)));
    }

    /// <summary>The page as text.</summary>
    /// <param name="title">What is compared.</param>
    /// <param name="runs">The runs.</param>
    /// <exception cref="ArgumentException">There are no runs.</exception>
    public static string ToHtml(string title, IReadOnlyList<RunReport> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0) throw new ArgumentException("A comparison got no runs but needs at least one. Give some.");
        var page = new HtmlPage(title);
        var differing = RunCharts.Differing(runs);
        page.Table(["run", .. differing, "test accuracy", "test loss", "seconds"],
            runs.OrderByDescending(r => r.TestAccuracy ?? -1).Select(r => Row(r, differing)), numbersFrom: 1 + differing.Length);
        if (runs.Any(r => r.TestAccuracy is not null))
        {
            page.Heading("Accuracy");
            page.Pictures(runs.Any(r => r.TestAccuracy is not null && r.Seconds > 0)
                ? [RunCharts.ByModel(runs), RunCharts.AgainstTime(runs)] : [RunCharts.ByModel(runs)]);
            if (differing.Length > 0) Settings(page, runs, differing);
        }
        string[] figures = [.. ((string[])["loss", "accuracy", "val_loss", "val_accuracy"]).Where(f =>
            runs.Any(r => r.History.ContainsKey(f)))];
        if (figures.Length == 0) return page.ToString();
        page.Heading("Training");
        page.Pictures(figures.Select(f => RunCharts.Together(runs, f)));
        return page.ToString();
    }

    static string[] Row(RunReport run, string[] differing) =>
    [
        run.Name, .. differing.Select(d => run.Settings.FirstOrDefault(s => s.Name == d).Value ?? "-"), Number(run.TestAccuracy, "0.0000"),
            Number(run.TestLoss, "0.0000"), Number(run.Seconds, "0.0"),
    ];

    static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    // A grid of the two settings with most values.
    static void Settings(HtmlPage page, IReadOnlyList<RunReport> runs, string[] differing)
    {
        page.Heading("Settings");
        var most = differing.OrderByDescending(d => runs.Select(r => r.Settings.FirstOrDefault(s => s.Name == d).Value).Distinct().Count())
            .Take(2).ToArray();
        page.Pictures(most.Length == 2 ? [RunCharts.Grid(runs, most[0], most[1]), RunCharts.Parallel(runs)] : [RunCharts.Parallel(runs)]);
    }
}
