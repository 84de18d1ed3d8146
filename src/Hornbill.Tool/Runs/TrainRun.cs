using System.Diagnostics;
using Hornbill.Callbacks;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Records;
using Hornbill.Records.Results;
using Hornbill.Tensors;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Runs;

/// <summary>One training from the data set to the files.</summary>
sealed class TrainRun : IDisposable
{
    const long RoomForNames = 1 << 16;

    readonly TrainSettings _settings;
    readonly Terminal _terminal;
    readonly RunFolder _folder;
    readonly TrainingData _data = null!;
    readonly Model _model = null!;
    readonly TransferBase? _base;
    readonly TrainJournal _journal = null!;
    readonly TerminateOnNaN _finite = new(restoreWeights: true);

    /// <summary>Takes the folder, rather now than after an hour, loads the data, builds the net, and tries whether the files can be
    /// written.</summary>
    public TrainRun(TrainSettings settings, Terminal terminal)
    {
        (_settings, _terminal, _folder) = (settings, terminal, RunFolder.Take(settings, terminal));
        try
        {
            _base = TransferBase.Open(settings);
            _data = TrainingData.Load(settings, terminal, _base);
            if (_base is { IsFrozen: true }) _data = _base.Features(_data, terminal);
            _model = _base is null ? Build(settings, _data) : _base.Model(settings, _data, terminal);
            if (settings.Threads is { } threads) _model.Workers = new(threads);
            _model.Warned += (_, warning) => terminal.Line($"Warning: {warning.Message}");
            var floats = _model.Store.Floats + (_model.TrainingState.Floats * _model.TrainingState.SlotNames.Count);
            Try(() => _folder.Try((sizeof(float) * floats) + RoomForNames));
            _journal = new(settings, _data, terminal);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>What went wrong though training has a result: exit code 1.</summary>
    public bool Failed { get; private set; }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    /// <summary>Trains until the epochs are over, <paramref name="cancellationToken"/> asks to stop or the loss is no number, then writes
    /// the model and the record.</summary>
    public async Task<TrainResult> Run(CancellationToken cancellationToken)
    {
        Announce();
        var display = FitDisplay.On(_terminal);
        var rate = new ImageRate(display, _journal);
        var checkpoints = _settings.Checkpoint is { } folder
            ? new Checkpoints(folder, _settings.CheckpointEvery, _settings.Resume, _settings.Changes) : null;
        var (train, validation) = _data.Sources(_settings.Augment, _settings.BatchSize);
        var clock = Stopwatch.StartNew();
        var history = await _model.FitAsync(train, _settings.BatchSize, _settings.Epochs, _settings.AllowNaN ? [] : [_finite],
            validationSplit: _data.ValidationSplit,
                                            validationData: validation, seed: _settings.Seed, checkpoints: checkpoints, progress: rate,
                                                cancellationToken: cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        display.End();
        if (checkpoints?.ResumedFrom is { } file) _terminal.Line($"It went on from {file}");
        if (_finite.Reason is { } reason) TellBurst(reason);
        var path = Save(history);
        var test = _model.Evaluate(_data.Test, _settings.BatchSize);
        var report = _settings.IsFolder || _journal.Name is not null
            ? TestReport.Of(_model, _data.Test, _data.TestLabels, _data.ClassNames, _settings.BatchSize) : null;
        var result = new TrainResult(test.Loss, test["accuracy"], seconds, rate.ImagesPerSecond, WeightsHash.Of(_model.GetWeights()))
        {
            Report = report is not null && _settings.IsFolder ? report : null,
            Confusion = report?.Matrix,
            Skipped = _data.Skipped.Count,
            ModelPath = path,
            ResultsPath = _folder.ResultsPath,
            Store = _journal.Name,
        };
        var record = TrainRecord.Of(_settings, history, result, _data, Failed);
        Record(record);
        _journal.End(record);
        return result;
    }

    string Save(History history)
    {
        var interrupted = history.Cancelled || _finite.Reason is not null;
        var origin = new ModelOrigin(interrupted, _settings.Checkpoint is { } kept ? Path.GetFullPath(kept) : null);
        var whole = _base?.Whole(_model) ?? _model;
        var path = _folder.Save(to =>
            ModelFile.Write(_settings, whole, _data.ClassNames, _data.Preparation, origin, to), interrupted);
        if (path == _folder.ModelPath) return path;
        if (Path.GetDirectoryName(path) == Path.GetDirectoryName(_folder.ModelPath)) _terminal.Line(
            $"'{_folder.ModelPath}' stays as the earlier run left it.");
        else Fail($"'{_folder.ModelPath}' could not be written, and the model is in '{path}' instead. Move it where it shall be.");
        return path;
    }

    void Record(RunRecord record)
    {
        try
        {
            ResultsFile.Append(_folder.ResultsPath, record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail($"'{_folder.ResultsPath}' could not be written ({e.Message}), and the record is lost: {record.ToJson()}");
        }
    }

    void TellBurst(string reason) =>
        Fail($"{reason}: training has stopped, and the model has the weights from before that step. --allow-nan goes on in spite of it.");

    void Fail(string message)
    {
        Failed = true;
        _terminal.Line(message);
    }

    static void Try(Action attempt)
    {
        try
        {
            attempt();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The model and the record could not be written ({e.Message}), but they are what training is for. Make room, or give " +
                $"another folder with --output.", e);
        }
    }

    /// <summary>The net of the settings for the data, compiled as they say.</summary>
    internal static Model Build(TrainSettings settings, TrainingData data)
    {
        // What a net has as its own size may depend on its options.
        Shape? input = settings.Base is not null ? data.Train.Inputs[0].Shape
            : data.ImageShape == settings.Net.Input && !settings.IsFolder ? null : data.ImageShape;
        var model = settings.Net.Build(settings.Seed, settings.Set, input, data.ClassNames.Count);
        model.Compile(Optimizer.Named(settings.Optimizer, Rate(settings, data)), Models.Net.Loss, ["accuracy"]);
        return model;
    }

    static LearningRate? Rate(TrainSettings settings, TrainingData data)
    {
        if (settings.LearningRate is not { } rate || !settings.Net.Decays) return settings.LearningRate;
        var steps = settings.Epochs * Math.Max(1, (data.Trained + settings.BatchSize - 1) / settings.BatchSize);
        var warmup = steps / 20;
        return new CosineDecay(warmup > 0 ? 0 : rate, Math.Max(1, steps - warmup), 0, warmup > 0 ? rate : null, warmup);
    }

    void Announce()
    {
        _terminal.Line($"{Product.Engine}: {_settings.Net.Name} ({_model.ParameterCount:N0} parameters) on {_settings.Dataset}, " +
                       $"{_data.Trained:N0} images to train, {_data.Validated:N0} to validate, {_data.TestLabels.Count:N0} to test");
        if (_settings.Augment is { } augment) _terminal.Line($"images changed at random: {augment}");
        _terminal.Line($"batch {_settings.BatchSize}, {_settings.Optimizer}, {Models.Net.Loss}, seed {_settings.Seed}, " +
                       $"threads {_model.Workers.Count}");
    }
}
