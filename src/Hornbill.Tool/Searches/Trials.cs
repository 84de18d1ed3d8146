using System.Diagnostics;
using Hornbill.Callbacks;
using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Records;
using Hornbill.Records.Search;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Searches;

/// <summary>Trains points of a search: a fold, or all at the end. The folds are scikit-learn's, stratified and not shuffled, the same for
/// each point; what is random in a fold comes from the search's seed and the fold's number.</summary>
sealed class Trials
{
    const int Ahead = 4, AheadThreads = 2;

    readonly SearchSpec _spec;
    readonly int? _threads;
    readonly string? _output;
    readonly Dataset _train, _test;
    readonly SplitIndices[] _folds;
    readonly Dictionary<int, (Dataset Train, Dataset Test)> _parts = [];

    public Trials(SearchSpec spec, int? threads, string? output)
    {
        (_spec, _threads, _output) = (spec, threads, output);
        (_train, _test) = Datasets.Load(spec.Dataset, spec.Limit, spec.TestLimit);
        _folds = [.. new StratifiedKFold(spec.Plan.Folds).Split(_train.GetLabels())];
    }

    /// <summary>Accuracy and loss on the fold that is held out, of a training on the others.</summary>
    /// <exception cref="OperationCanceledException">Somebody asked to stop.</exception>
    public FoldResult Fit(FoldTask task, CancellationToken cancel)
    {
        var settings = _spec.At(task.Settings);
        if (!_parts.TryGetValue(task.Fold, out var part)) part = _parts[task.Fold] =
            (_train.Subset(_folds[task.Fold].Train), _train.Subset(_folds[task.Fold].Test));
        var (model, _, burst) = Trained(settings, part.Train, _spec.Plan.Seed + (ulong)task.Fold,
            Math.Max(1, (int)Math.Round(settings.Epochs * task.Share)), cancel);
        if (burst) return new(double.NaN, double.NaN);
        var result = model.Evaluate(part.Test.InRange(settings.Net.Range), settings.BatchSize);
        return new(result["accuracy"], result.Loss);
    }

    /// <summary>The record of the best settings, trained on all images that the folds were made of and tested on those that no fold has
    /// seen.</summary>
    public RunRecord Refit(PointResult best, CancellationToken cancel)
    {
        var settings = _spec.At(best.Settings);
        var clock = Stopwatch.StartNew();
        var (model, history, _) = Trained(settings, _train, _spec.Plan.Seed, settings.Epochs, cancel);
        var seconds = clock.Elapsed.TotalSeconds;
        var test = model.Evaluate(_test.InRange(settings.Net.Range), settings.BatchSize);
        if (_output is not null) Save(settings, model);
        return new()
        {
            CodeRef = "hornbill search",
            ModelStruct = settings.Net.Name,
            Info = $"{_spec.Plan.Name}: {string.Join(", ", best.Settings.Select(s => $"{s.Key}={s.Value}"))}; {_spec.Plan.Folds} folds: " +
                $"{best.Score}",
            CompInfo = $"{settings.Optimizer}, {Net.Loss}",
            History = RunRecord.HistoryOf(history.Values),
            Parameters = RunParameters.Of(settings.BatchSize, settings.Epochs, _train.Count!.Value, validates: false),
            Model = _output ?? "",
            TestResults = [test.Loss, test["accuracy"]],
            Details = Details(settings, seconds),
        };
    }

    RunDetails Details(TrialSettings settings, double seconds) => new()
    {
        Settings = new Dictionary<string, string>(settings.Set)
        {
            ["search"] = _spec.Plan.Name,
            ["dataset"] = _spec.Dataset,
            ["net"] = settings.Net.Name,
            ["optimizer"] = settings.Optimizer,
            ["learning_rate"] = settings.LearningRate is { } rate ? $"{rate}" : "default",
            ["batch_size"] = $"{settings.BatchSize}",
            ["epochs"] = $"{settings.Epochs}",
            ["augment"] = settings.Augment?.ToString() ?? "none",
        },
        Seed = _spec.Plan.Seed,
        Version = Product.Engine,
        Commit = Product.Commit,
        Machine = Machine.Name,
        DataChecksum = _train.Checksum() is { } sum ? $"crc32c:{sum:x8}" : null,
        Seconds = seconds,
        ImagesPerSecond = (double)_train.Count!.Value * settings.Epochs / seconds,
    };

    (Model Model, History History, bool Burst) Trained(TrialSettings settings, Dataset images, ulong seed, int epochs,
        CancellationToken cancel)
    {
        var model = settings.Build(_spec.Dataset, seed);
        if (_threads is { } threads) model.Workers = new(threads);
        var (data, finite) = (images.InRange(settings.Net.Range), new TerminateOnNaN());
        BatchSource source = settings.Augment is { } augment ? augment.Generator()
            .Flow(data, Math.Min(settings.BatchSize, data.Count!.Value)).Prefetch(Ahead, AheadThreads) : data;
        var history = model.FitAsync(source, settings.BatchSize, epochs, [finite], seed: seed, cancellationToken: cancel).GetAwaiter()
            .GetResult();
        cancel.ThrowIfCancellationRequested();
        return (model, history, finite.Reason is not null);
    }

    void Save(TrialSettings s, Model model)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(_output!)) is { } folder) Directory.CreateDirectory(folder);
        ModelFile.Write(new(_spec.Dataset, s.Net) { Set = s.Set }, model, _train.ClassNames, new(s.Net.Range), default, _output!);
    }
}
