using Hornbill.Records;
using Hornbill.Tool.Screen;
using Spectre.Console;

namespace Hornbill.Tool.Explorer;

/// <summary>Runs that differ in nothing but the seed, or that were named together.</summary>
/// <param name="Mark">Its letter: A, B, ...</param>
/// <param name="Runs">At least one.</param>
sealed record RunGroup(char Mark, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>What its runs have in common.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; } = RunSettings.Of(Runs[0]);

    /// <summary>Where its runs are not of one mind.</summary>
    public string Setting(string name)
    {
        var values = Runs.Select(r => RunSettings.Of(r).GetValueOrDefault(name, "-")).Distinct().ToArray();
        return values.Length == 1 ? values[0] : string.Join(", ", values);
    }
}

/// <summary>Groups of runs beside each other: settings that differ, figures, curves, and whether the difference is more than the seeds'
/// spread.</summary>
sealed class Comparison(IReadOnlyList<RunGroup> groups, Terminal terminal)
{
    public void Tell()
    {
        terminal.Table(Settings());
        terminal.Table(Figures());
        foreach (var (title, name) in ((string, string)[])[("validation accuracy", "val_acc"), ("accuracy", "acc"), ("loss", "loss")])
        {
            var curves = groups.Select(g => CurveOf(g, name)).OfType<Curve>().ToArray();
            foreach (var line in CurvePlot.Draw(title, curves, terminal.Room)) terminal.Line(line);
        }
        foreach (var group in groups.Skip(1)) terminal.Line(Verdict(groups[0], group));
    }

    /// <summary>Whether two groups differ by more than their seeds do: Welch's interval of 95 % around the difference of the mean test
    /// accuracies.</summary>
    internal static string Verdict(RunGroup a, RunGroup b)
    {
        var (x, y) = (Sample.Of(a.Runs.Select(r => r.TestAccuracy)), Sample.Of(b.Runs.Select(r => r.TestAccuracy)));
        if (x.Count == 0 || y.Count == 0) return $"{b.Mark} and {a.Mark}: one has no test accuracy to compare.";
        var difference = $"{b.Mark} - {a.Mark}: test accuracy {y.Mean - x.Mean:+0.0000;-0.0000;0.0000}";
        if (x.Count < 2
            || y.Count < 2) return $"{difference}; with one run of {(x.Count < 2 ? a.Mark : b.Mark)} the seeds' spread is not known: run " +
                $"it with more seeds.";
        var half = Sample.WelchHalfWidth(x, y);
        return $"{difference} +- {half:0.0000} (95 %, {x.Count} and {y.Count} seeds): " +
            $"{(Math.Abs(y.Mean - x.Mean) > half ? "more" : "not more")} than the seeds' spread.";
    }

    Table Settings()
    {
        var names = groups.SelectMany(g => g.Runs.SelectMany(r => RunSettings.Of(r).Keys)).Distinct()
            .Where(n => n != "seed" && groups.Select(g => g.Setting(n)).Distinct().Count() > 1);
        var table = Columns("Differs");
        foreach (var name in names) table.AddRow([Cell(name), .. groups.Select(g => Cell(g.Setting(name)))]);
        if (table.Rows.Count == 0) table.AddRow([Cell("nothing"), .. groups.Select(_ => Cell("-"))]);
        return table;
    }

    Table Figures()
    {
        var table = Columns("Figure");
        Row("variant", g => g.Runs[0].ModelStruct);
        Row("runs", g => $"{g.Runs.Count}");
        Row("seeds", g => g.Setting("seed"));
        Row("test accuracy", g => Sample.Of(g.Runs.Select(r => r.TestAccuracy)).ToString());
        Row("test loss", g => Sample.Of(g.Runs.Select(r => r.TestLoss)).ToString());
        Row("best val accuracy", g => Sample.Of(g.Runs.Select(r => r.BestValidation)).ToString());
        Row("seconds", g => Sample.Of(g.Runs.Select(r => r.Details.Seconds ?? double.NaN)).ToString());
        return table;

        void Row(string name, Func<RunGroup, string> value) => table.AddRow([Cell(name), .. groups.Select(g => Cell(value(g)))]);
    }

    Table Columns(string first) => groups.Aggregate(new Table().AddColumn(first), (table, g) => table.AddColumn($"{g.Mark}"));

    static Text Cell(string text) => new(Plain.Text(text));

    static Curve? CurveOf(RunGroup group, string name)
    {
        var runs = group.Runs.Select(r => r.Series(name)).Where(s => s.Count > 0).ToArray();
        if (runs.Length == 0) return null;
        var epochs = Enumerable.Range(0, runs.Max(r => r.Count)).Select(e => Sample.Of(runs.Where(r => e < r.Count).Select(r => r[e])))
            .ToArray();
        return new(group.Mark, group.Runs[0].ModelStruct, [.. epochs.Select(e => e.Mean)], runs.Length == 1 ? null
            : ([.. epochs.Select(e => e.Least)], [.. epochs.Select(e => e.Greatest)]));
    }
}
