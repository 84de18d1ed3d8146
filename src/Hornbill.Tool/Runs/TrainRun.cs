using System.Diagnostics;
using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Runs;

/// <summary>One training from the data set to the files.</summary>
sealed class TrainRun
{
    readonly TrainSettings _settings;
    readonly Terminal _terminal;
    readonly Dataset _train, _test;
    readonly Model _model;

    /// <summary>Makes the folder, rather now than after an hour, loads the data and builds the net.</summary>
    public TrainRun(TrainSettings settings, Terminal terminal)
    {
        (_settings, _terminal) = (settings, terminal);
        MakeFolder(settings.Output);
        (_train, _test) = Datasets.Load(settings.Dataset);
        if (settings.Limit is { } limit) _train = _train.Take(limit);
        _model = Build(settings);
    }

    // As Fit cuts it: the last part is for validation.
    int Trained => (int)(_train.Labels.Length * (1 - _settings.ValidationSplit));

    /// <summary>Trains until the epochs are over or <paramref name="cancellationToken"/> asks to stop, then writes the model and the
    /// record.</summary>
    public async Task<TrainResult> Run(CancellationToken cancellationToken)
    {
        Announce();
        var display = FitDisplay.On(_terminal);
        var rate = new ImageRate(display);
        var checkpoints = _settings.Checkpoint is { } folder ? new Checkpoints(folder, _settings.CheckpointEvery, _settings.Resume) : null;
        var clock = Stopwatch.StartNew();
        var history = await _model.FitAsync(_train, _settings.BatchSize, _settings.Epochs, validationSplit: _settings.ValidationSplit, seed: _settings.Seed,
                                            checkpoints: checkpoints, progress: rate, cancellationToken: cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        display.End();
        if (checkpoints?.ResumedFrom is { } file) _terminal.Line($"It went on from {file}");
        ModelFile.Write(_settings, _model, _train.ClassNames);
        var test = _model.Evaluate(_test, _settings.BatchSize);
        var result = new TrainResult(test.Loss, test["accuracy"], seconds, rate.ImagesPerSecond, WeightsHash.Of(_model.GetWeights()));
        ResultsFile.Append(_settings.ResultsPath, RunRecord.Of(_settings, history, result, Trained));
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

    static Model Build(TrainSettings settings)
    {
        var model = settings.Net.Build(settings.Seed, settings.Set);
        if (settings.Threads is { } threads) model.Workers = new(threads);
        model.Compile(Optimizer.Named(settings.Optimizer, settings.LearningRate), Models.Net.Loss, ["accuracy"]);
        return model;
    }

    void Announce()
    {
        _terminal.Line($"{Product.Engine}: {_settings.Net.Name} ({_model.ParameterCount:N0} parameters) on {_settings.Dataset}, " +
                       $"{Trained:N0} images to train, {_train.Labels.Length - Trained:N0} to validate, {_test.Labels.Length:N0} to test");
        _terminal.Line($"batch {_settings.BatchSize}, {_settings.Optimizer}, {Models.Net.Loss}, seed {_settings.Seed}, " +
                       $"threads {_model.Workers.Count}");
    }
}
