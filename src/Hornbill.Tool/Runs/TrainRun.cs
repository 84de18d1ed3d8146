using System.Diagnostics;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Runs;

/// <summary>One training from the data set to the files.</summary>
sealed class TrainRun
{
    readonly TrainSettings _settings;
    readonly Terminal _terminal;
    readonly TrainingData _data;
    readonly Model _model;

    /// <summary>Makes the folder, rather now than after an hour, loads the data and builds the net.</summary>
    public TrainRun(TrainSettings settings, Terminal terminal)
    {
        (_settings, _terminal) = (settings, terminal);
        MakeFolder(settings.Output);
        _data = TrainingData.Load(settings, terminal);
        _model = Build(settings, _data);
    }

    /// <summary>Trains until the epochs are over or <paramref name="cancellationToken"/> asks to stop, then writes the model and the
    /// record.</summary>
    public async Task<TrainResult> Run(CancellationToken cancellationToken)
    {
        Announce();
        var display = FitDisplay.On(_terminal);
        var rate = new ImageRate(display);
        var checkpoints = _settings.Checkpoint is { } folder ? new Checkpoints(folder, _settings.CheckpointEvery, _settings.Resume) : null;
        var (train, validation) = _data.Sources(_settings.Augment, _settings.BatchSize);
        var clock = Stopwatch.StartNew();
        var history = await _model.FitAsync(train, _settings.BatchSize, _settings.Epochs, validationSplit: _data.ValidationSplit, validationData: validation, seed: _settings.Seed,
                                            checkpoints: checkpoints, progress: rate, cancellationToken: cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        display.End();
        if (checkpoints?.ResumedFrom is { } file) _terminal.Line($"It went on from {file}");
        ModelFile.Write(_settings, _model, _data.ClassNames, _data.Preparation);
        var test = _model.Evaluate(_data.Test, _settings.BatchSize);
        var result = new TrainResult(test.Loss, test["accuracy"], seconds, rate.ImagesPerSecond, WeightsHash.Of(_model.GetWeights()))
        {
            Report = _settings.IsFolder ? TestReport.Of(_model, _data.Test, _data.TestLabels, _data.ClassNames, _settings.BatchSize) : null,
            Skipped = _data.Skipped.Count,
        };
        ResultsFile.Append(_settings.ResultsPath, RunRecord.Of(_settings, history, result, _data.Trained));
        return result;
    }

    static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder '{path}' cannot be made, but the model and the record go there ({e.Message}). " +
                                  "Give another with --output.", e);
        }
    }

    static Model Build(TrainSettings settings, TrainingData data)
    {
        // What a net has as its own size may depend on its options.
        Shape? input = data.ImageShape == settings.Net.Input && !settings.IsFolder ? null : data.ImageShape;
        var model = settings.Net.Build(settings.Seed, settings.Set, input, data.ClassNames.Count);
        if (settings.Threads is { } threads) model.Workers = new(threads);
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
