using System.Globalization;
using System.Text;

namespace Hornbill.Tool.Labs;

/// <summary>The results beside the authors' figures, as Markdown: <c>labs/README.md</c>.</summary>
static class LabTable
{
    /// <summary>As many as a row is to have.</summary>
    public const int Seeds = 3;

    public static string Write(IReadOnlyList<Experiment> experiments, IReadOnlyList<LabResult> results)
    {
        var text = new StringBuilder();
        text.Append("# The labs\n\n" +
                    "The experiments of four lab reports, each a program of one file in this folder. `hornbill labs list` names them, " +
                    "`hornbill labs run NAME` runs one and keeps its\n" +
                    "result in [results.json](results.json), and `hornbill labs table` writes this page from it: nothing here is written " +
                    "by hand.\n\n" +
                    $"A row is met where the median of our seeds is at least the report's figure less 0.01; ↓ marks a setting that is " +
                    $"bad on purpose, whose figure lies in a band;\n" +
                    "counts are equal. The loss is in brackets. Times are of training and validation, seconds for an epoch, beside the " +
                    "author's.\n\n");
        text.Append($"{Standing(experiments, results)}\n");
        foreach (var lab in experiments.GroupBy(e => e.Lab)) Section(text, lab.Key, [.. lab], results);
        return text.ToString();
    }

    /// <summary>How many experiments have been run, and are met.</summary>
    public static string Standing(IReadOnlyList<Experiment> experiments, IReadOnlyList<LabResult> results)
    {
        var counts = experiments.Select(e => Of(e, results).Length).ToArray();
        var met = experiments.Where(e => Of(e, results).Length > 0).Count(e => IsMet(e, results));
        return $"{experiments.Count} experiments: {counts.Count(c => c > 0)} have been run, {met} of them are met, " +
            $"{counts.Count(c => c >= Seeds)} have {Seeds} seeds; the others have fewer, as their rows say.";
    }

    /// <summary>Whether all figures of an experiment that was run are what they must be.</summary>
    public static bool IsMet(Experiment experiment, IReadOnlyList<LabResult> results)
    {
        var own = Of(experiment, results);
        return own.Length > 0 && Says(experiment, own)
            && experiment.Figures.All(f => Median(Values(own, f.Measure)) is { } median && f.IsMet(median));
    }

    /// <summary>The results of an experiment as it is run now.</summary>
    internal static LabResult[] Of(Experiment experiment, IReadOnlyList<LabResult> results) =>
        [.. results.Where(r => r.Experiment == experiment.Name && r.Command == experiment.Command)];

    static bool Says(Experiment experiment, LabResult[] own) => own.All(r =>
        (experiment.Text is null || r.Text == experiment.Text)
            && (experiment.Error is null || r.Text?.Contains(experiment.Error, StringComparison.Ordinal) == true));

    static void Section(StringBuilder text, string lab, Experiment[] experiments, IReadOnlyList<LabResult> results)
    {
        text.Append(
            $"\n## {lab}\n\n| experiment | what | command | figure | report | ours: median | lowest – highest | seeds | met | s an epoch " +
            $"| author's | processor, date |\n" +
                    "|---|---|---|---|---:|---:|---:|---:|---|---:|---:|---|\n");
        foreach (var experiment in experiments)
        {
            var own = Of(experiment, results);
            foreach (var row in experiment.Figures.Count == 0 ? [Sayings(experiment, own)] : experiment.Figures.Select(f => Row(f, own)))
                text.Append(
                    $"| {experiment.Name} | {experiment.Title}{(experiment.Note.Length > 0 ? $" ({experiment.Note})" : "")} | " +
                    $"`{experiment.Command}` | {row} | {Times(experiment, own)} |\n");
        }
    }

    static string Sayings(Experiment experiment, LabResult[] own)
    {
        var met = own.Length == 0 ? "" : Says(experiment, own) ? "yes" : "**no**";
        var what = experiment.Error is null ? "text" : "an error, as it must";
        return $"{what} | {experiment.Text ?? experiment.Error} | {(own.Length == 0 ? "" : met == "yes" ? "the same" : own[0].Text)} | | " +
            $"{own.Length} | {met}";
    }

    static string Row(Figure figure, LabResult[] own)
    {
        var values = Values(own, figure.Measure);
        var spread = values.Length == 0 ? "" : $"{Number(figure, values.Min())} – {Number(figure, values.Max())}";
        var met = figure.Seed is null ? "first" : values.Length == 0 ? "" : figure.IsMet(Median(values)!.Value) ? "yes" : "**no**";
        return $"{figure.Measure.Replace('_', ' ')} ({figure.Rule}) | " +
            $"{(figure.Seed is { } seed ? WithLoss(figure, seed, figure.Loss) : "")} | " +
               $"{(Median(values) is { } median ? WithLoss(figure, median, figure.IsCount ? null : Median(Values(own, figure.LossMeasure))) : "")} | {(figure.IsCount ? "" : spread)} | {own.Length} | {met}";
    }

    static string Times(Experiment experiment, LabResult[] own)
    {
        var seconds = Median([.. own.Where(r => r.Epochs > 0).Select(r => r.Seconds / r.Epochs)]);
        var machine = own.Length == 0 ? "" : $"{own[^1].Processor}, {own[^1].Threads} threads, {own[^1].Date:yyyy-MM-dd}";
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} | {experiment.EpochSeconds:0.#} | {machine}");
    }

    static string WithLoss(Figure figure, double value, double? loss) =>
        Number(figure, value) + (loss is { } l ? string.Create(CultureInfo.InvariantCulture, $" ({l:0.0000})") : "");

    static string Number(Figure figure, double value) => value.ToString(figure.IsCount ? "N0" : "0.0000", CultureInfo.InvariantCulture);

    internal static double[] Values(LabResult[] own, string measure) =>
        [.. own.Select(r => r.Figures.GetValueOrDefault(measure)).OfType<double>()];

    internal static double? Median(double[] values)
    {
        if (values.Length == 0) return null;
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
