using System.Globalization;
using Hornbill.Metrics;

namespace Hornbill.Studio;

/// <summary>The charts of runs.</summary>
public static class RunCharts
{
    const string Validation = "val_";

    /// <summary>Each figure of the history by epoch, beside that of the validation: loss first, then accuracy, then others.</summary>
    /// <param name="run">The run.</param>
    public static IReadOnlyList<Chart> Curves(RunReport run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var names = run.History.Keys.Select(k => k.StartsWith(Validation, StringComparison.Ordinal) ? k[Validation.Length..] : k)
            .Distinct();
        return [.. names.OrderBy(n => n switch { "loss" => 0, "accuracy" => 1, _ => 2 }).Select(n =>
            new Chart("epoch", n, Lines(run, n)) { Title = n })];
    }

    static Series[] Lines(RunReport run, string name) =>
        [.. ((string, string)[])[(name, "training"), (Validation + name, "validation")] is var both
            ? both.Where(b => run.History.ContainsKey(b.Item1)).Select(b => new Series(b.Item2, run.History[b.Item1])) : []];

    /// <summary>How often each class was taken for which; each row has its own scale.</summary>
    /// <param name="matrix">The counts.</param>
    /// <param name="classNames">The names of classes.</param>
    public static HeatMap Confusion(ConfusionMatrix matrix, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var counts = new double[matrix.Classes, matrix.Classes];
        for (var t = 0; t < matrix.Classes; t++)
            for (var p = 0; p < matrix.Classes; p++) counts[t, p] = matrix[t, p];
        return new("predicted", "true", classNames, classNames, counts) { Title = "Confusion matrix", Format = "0", ByRow = true };
    }

    /// <summary>Precision, recall and F1 of each class.</summary>
    /// <param name="matrix">The counts.</param>
    /// <param name="classNames">The names of classes.</param>
    public static BarChart PerClass(ConfusionMatrix matrix, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        double[] Each(Func<int, double> of) => [.. Enumerable.Range(0, matrix.Classes).Select(of)];
        return new(new Axis("score", 0, 1, "0.###"), classNames, new BarSeries("precision", Each(matrix.Precision)),
            new BarSeries("recall", Each(matrix.Recall)), new BarSeries("F1", Each(matrix.F1)))
        {
            Title = "Precision, recall and F1 of each class",
        };
    }

    /// <summary>Test accuracy of runs, the best first: of runs with one name the median, with a whisker from the lowest to the
    /// highest.</summary>
    /// <param name="runs">The runs.</param>
    public static BarChart ByModel(IReadOnlyList<RunReport> runs)
    {
        var groups = Tested(runs).GroupBy(r => r.Name)
            .Select(g => (Name: g.Count() > 1 ? $"{g.Key} ({g.Count()} runs)" : g.Key,
            All: g.Select(r => r.TestAccuracy!.Value).Order().ToArray())).OrderByDescending(g => Median(g.All)).ToArray();
        return new(new Axis("test accuracy", 0, 1, "0.0000"), [.. groups.Select(g => g.Name)],
            new BarSeries("test accuracy", [.. groups.Select(g => Median(g.All))])
            {
                Low = groups.Any(g => g.All.Length > 1) ? [.. groups.Select(g => g.All[0])] : null,
                High = groups.Any(g => g.All.Length > 1) ? [.. groups.Select(g => g.All[^1])] : null,
            })
        { Title = "Accuracy by model" };
    }

    /// <summary>Test accuracy against the time of training.</summary>
    /// <param name="runs">The runs; those without a time are left out.</param>
    public static Chart AgainstTime(IReadOnlyList<RunReport> runs)
    {
        RunReport[] timed = [.. Tested(runs).Where(r => r.Seconds > 0)];
        return new(new Axis("training time (s)", Logarithmic: true), "test accuracy",
            new Series("runs", [.. timed.Select(r => r.Seconds!.Value)], [.. timed.Select(r => r.TestAccuracy!.Value)])
            {
                Joined = false, Labels = [.. timed.Select(r => r.Name)],
            })
        { Title = "Accuracy against time" };
    }

    /// <summary>One figure of runs by epoch; runs with one name are a line of medians within a band.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="figure">Such as <c>val_accuracy</c>.</param>
    public static Chart Together(IReadOnlyList<RunReport> runs, string figure) =>
        new("epoch", figure, [.. runs.Where(r => r.History.ContainsKey(figure)).GroupBy(r => r.Name).Select(g =>
            Line(g.Key, [.. g.Select(r => r.History[figure])]))])
        { Title = figure };

    static Series Line(string name, IReadOnlyList<IReadOnlyList<double>> histories)
    {
        if (histories.Count == 1) return new(name, histories[0]);
        double[][] epochs = [.. Enumerable.Range(0, histories.Max(h => h.Count)).Select(e =>
            histories.Where(h => e < h.Count).Select(h => h[e]).Order().ToArray())];
        return new(name, [.. epochs.Select(Median)]) { Low = [.. epochs.Select(e => e[0])], High = [.. epochs.Select(e => e[^1])] };
    }

    /// <summary>The median test accuracy over two settings that runs differ in.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="across">The setting of the columns.</param>
    /// <param name="down">The setting of the rows.</param>
    public static HeatMap Grid(IReadOnlyList<RunReport> runs, string across, string down)
    {
        var tested = Tested(runs).Select(r => (X: Setting(r, across), Y: Setting(r, down), r.TestAccuracy!.Value))
            .Where(r => r.X is not null && r.Y is not null).ToArray();
        string[] columns = Sorted(tested.Select(t => t.X!)), rows = Sorted(tested.Select(t => t.Y!));
        var values = new double[rows.Length, columns.Length];
        for (var r = 0; r < rows.Length; r++)
            for (var c = 0; c < columns.Length; c++) values[r, c] =
                Median([.. tested.Where(t => t.X == columns[c] && t.Y == rows[r]).Select(t => t.Value).Order()]);
        return new(across, down, columns, rows, values) { Title = $"Test accuracy by {across} and {down}", Format = "0.0000" };
    }

    /// <summary>All settings that runs differ in, and the test accuracy.</summary>
    /// <param name="runs">The runs.</param>
    public static ParallelCoordinates Parallel(IReadOnlyList<RunReport> runs)
    {
        var names = Differing(runs);
        return new(names, "test accuracy", [.. Tested(runs).Select(r =>
            ((IReadOnlyList<string>)[.. names.Select(n => Setting(r, n) ?? "-")], r.TestAccuracy!.Value))])
        { Title = "Settings and accuracy" };
    }

    /// <summary>The settings that are not the same in all runs.</summary>
    internal static string[] Differing(IReadOnlyList<RunReport> runs) =>
        [.. runs.SelectMany(r => r.Settings.Select(s => s.Name)).Distinct().Where(n =>
            runs.Select(r => Setting(r, n)).Distinct().Count() > 1)];

    static string? Setting(RunReport run, string name) => run.Settings.FirstOrDefault(s => s.Name == name).Value;

    static IEnumerable<RunReport> Tested(IReadOnlyList<RunReport> runs) => runs.Where(r => r.TestAccuracy is { } a && double.IsFinite(a));

    // Numbers by their size.
    static string[] Sorted(IEnumerable<string> values) =>
        [.. values.Distinct().OrderBy(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n
            : double.PositiveInfinity).ThenBy(v => v, StringComparer.Ordinal)];

    static double Median(double[] sorted) => sorted.Length == 0 ? double.NaN
        : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
