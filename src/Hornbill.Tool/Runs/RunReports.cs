using System.Globalization;
using Hornbill.Metrics;
using Hornbill.Records;
using Hornbill.Studio;
using Hornbill.Tensors;
using Hornbill.Tool.Explorer;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Runs;

/// <summary>Runs as pages show them: what their record says, and where the model and its test images are here, what it takes for
/// what.</summary>
static class RunReports
{
    const string ResultsName = "results.json", ModelName = "model.safetensors";
    const int BatchSize = 128, MostMistakes = 24, SamplesShown = 10;

    static readonly Dictionary<string, string> Keras = new() { ["acc"] = "accuracy", ["val_acc"] = "val_accuracy" };

    /// <summary>The runs of a folder that <c>train</c> wrote into (its last), of a file of records or a store, or one of them:
    /// <c>results.json#3</c>, counted from 0; of a store the number of the run.</summary>
    /// <exception cref="ArgumentException">There is no such run.</exception>
    public static IReadOnlyList<RunReport> Find(string what, Terminal terminal)
    {
        if (Directory.Exists(what)) return [All(Path.Combine(what, ResultsName), terminal)[^1].Run];
        if (File.Exists(what) || what.LastIndexOf('#') is not (> 0 and var at)) return [.. All(what, terminal).Select(r => r.Run)];
        var all = All(what[..at], terminal);
        return long.TryParse(what[(at + 1)..], CultureInfo.InvariantCulture, out var id) && all.FirstOrDefault(r => r.Id == id)
            .Run is { } run
            ? [run]
            : throw new ArgumentException(
                $"'{what}' names run {what[(at + 1)..]}, but '{what[..at]}' has runs {all[0].Id} to {all[^1].Id}. Give such a number: " +
                $"{what[..at]}#{all[0].Id}.");
    }

    static (long Id, RunReport Run)[] All(string where, Terminal terminal)
    {
        using var list = RunList.Open(where);
        foreach (var damage in list.Report) terminal.Line($"Left out: {damage}");
        return list.Runs.Count > 0
            ? [.. list.Runs.Select(r => (r.Id, Of(list.Read(r))))]
            : throw new InvalidDataException(
                $"'{where}' has no runs, but one is needed. Give a file or a store that 'hornbill train' wrote.");
    }

    /// <summary>What a record says.</summary>
    public static RunReport Of(RunRecord record)
    {
        var details = record.Details;
        var settings = RunSettings.Of(record);
        (string, string?)[] facts = [("program", record.CodeRef), ("compiled", record.CompInfo), ("settings", record.Info),
            ("ended", record.TimeStamp), ("model", record.Model), ("machine", details.Machine),
            ("seconds", details.Seconds is { } s ? s.ToString("0.0", CultureInfo.InvariantCulture) : null),
                ("images/s", details.ImagesPerSecond is { } rate ? rate.ToString("#,0", CultureInfo.InvariantCulture) : null)];
        return new()
        {
            Name = record.ModelStruct.Trim() is { Length: > 0 } name ? name : "run",
            Facts = [.. facts.Where(f => !string.IsNullOrEmpty(f.Item2)).Select(f => (f.Item1, f.Item2!))],
            Settings = [.. settings.Select(p => (p.Key, p.Value))],
            History = record.History.ToDictionary(h => Keras.GetValueOrDefault(h.Key, h.Key), h => h.Value),
            TestLoss = double.IsFinite(record.TestLoss) ? record.TestLoss : null,
            TestAccuracy = double.IsFinite(record.TestAccuracy) ? record.TestAccuracy : null,
            Seconds = details.Seconds,
            Command = details.Command,
            ClassNames = details.ClassNames ?? [],
            Confusion = details is { Confusion: { } counts, ClassNames: not null } ? MatrixOf(counts) : null,
        };
    }

    static ConfusionMatrix MatrixOf(IReadOnlyList<IReadOnlyList<long>> counts)
    {
        var matrix = new ConfusionMatrix(counts.Count);
        for (var t = 0; t < counts.Count; t++)
            for (var p = 0; p < Math.Min(counts.Count, counts[t].Count); p++) matrix.Counts[(t * counts.Count) + p] = counts[t][p];
        return matrix;
    }

    /// <summary>Where a run's model lies, null where it is not here.</summary>
    public static string? ModelOf(string what, RunReport run) =>
        ((string?[])[Directory.Exists(what) ? Path.Combine(what, ModelName) : null, run.Facts.FirstOrDefault(f => f.Name == "model").Value])
            .FirstOrDefault(File.Exists);

    /// <summary>With the model's architecture, and what it takes its test images for.</summary>
    public static RunReport Tested(RunReport run, string model, string? test, int? limit, Terminal terminal)
    {
        var file = ModelFile.Read(model);
        run = run with
        {
            Architecture = new Architecture(file.Model),
            ClassNames = run.ClassNames.Count > 0 ? run.ClassNames
            : file.ClassNames
        };
        if (test is null && Missing(file.Dataset) is { } why)
        {
            terminal.Line($"Without test images: {why}");
            return run;
        }
        var images = TestImages.Open(file, test ?? file.Dataset!, limit);
        foreach (var skipped in images.Skipped) terminal.Line($"Left out: {skipped.Reason}");
        var predictions = file.Model.Predict(images.Source, BatchSize);
        var matrix = new ConfusionMatrix(images.ClassNames.Count);
        for (var i = 0; i < images.Labels.Count; i++) matrix.Add(images.Labels[i], Greatest(predictions.Row(i)));
        return run with
        {
            TestAccuracy = run.TestAccuracy ?? matrix.Accuracy,
            ClassNames = images.ClassNames,
            Confusion = matrix,
            Mistakes = [.. Mistakes(predictions, images).OrderByDescending(m => m.Loss).Take(MostMistakes).Select(m =>
                m with { Image = images.Picture(m.Index) })],
            Samples = [.. images.Labels.Index().DistinctBy(l => l.Item).OrderBy(l => l.Item).Take(SamplesShown).Select(l =>
                (images.Picture(l.Index), l.Item))],
        };
    }

    // Why there are no test images without being told of some. Nothing is fetched for a report.
    static string? Missing(string? dataset) =>
        dataset is null ? "the model does not tell what it was trained on; --test DATA gives some." :
        !Data.Datasets.Names.Contains(dataset) ? $"it was trained on {dataset}; --test PATH gives some." :
        Data.Datasets.Find(dataset).GetState() is { Folder: null } or { Missing.Count: > 0 }
            ? $"{dataset} is not here; 'data get {dataset}' fetches it." : null;

    static IEnumerable<Mistake> Mistakes(Tensor predictions, TestImages images)
    {
        var none = new Images.Image(1, 1, 1, [0]);
        for (var i = 0; i < images.Labels.Count; i++)
        {
            var row = predictions.Row(i);
            var (taken, own) = (Greatest(row), row[images.Labels[i]]);
            if (taken != images.Labels[i]) yield return new(none, i, images.Labels[i], taken, row[taken],
                -Math.Log(Math.Max(own, float.Epsilon)));
        }
    }

    static int Greatest(ReadOnlySpan<float> row) => Kernels.Statistics.Argmax(row);
}
