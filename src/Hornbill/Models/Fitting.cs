using System.Diagnostics;
using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>One call of Fit: epochs of steps, validations, and who is told of them.</summary>
sealed partial class Fitting
{
    const double ReportsPerSecond = 10;

    readonly Model _model;
    readonly FitOptions _options;
    readonly BatchSource _train;
    readonly BatchSource? _validation;
    readonly BatchCursor _cursor;
    readonly int _batchSize;
    readonly Callback[] _callbacks;
    readonly Checkpoints? _checkpoints;
    readonly Tally _tally, _validationTally;
    readonly History _history = new();
    readonly Arena? _best;
    readonly Dictionary<string, double> _batchLogs = [];
    readonly Stopwatch _clock = new(), _waiting = new(), _validating = new();
    Dictionary<string, double> _lastLogs = [];
    double _bestLoss = double.PositiveInfinity, _reported;
    long _images, _before, _done;
    int _epoch, _step;
    bool _within, _stop, _kept;
    (int Pass, int Index)? _resumeAt;

    public Fitting(Model model, FitOptions options)
    {
        _ = model.Objectives;
        options.Check();
        (_model, _options, _epoch) = (model, options, options.InitialEpoch);
        (_train, _validation) = options.Split();
        model.Check(_train, targets: true);
        if (_validation is not null) model.Check(_validation, targets: true);
        if (options.ClassWeight is not null) ClassWeight.Check(model, _train);
        _batchSize = Model.BatchSize(options.BatchSize, _train);
        _cursor = new(_train, options, _batchSize);
        (_callbacks, _checkpoints) = ([.. options.Callbacks], options.AllCheckpoints());
        (_tally, _validationTally) = (model.NewTally(), model.NewTally());
        if (options.Cancel.CanBeCanceled) _best = new(model.Store.Floats);
    }

    FitParameters Parameters =>
        new(_options.Epochs, _options.InitialEpoch, _options.StepsPerEpoch ?? _cursor.Steps, _batchSize, _train.Count, _validation is not null);

    public History Run()
    {
        try
        {
            using var session = _model.Open(Model.Training, _batchSize, _train);
            return Run(session, new(_model.TrainingState, _model.Workers, session.Plan.Width));
        }
        catch
        {
            _checkpoints?.Abandon();
            throw;
        }
    }

    History Run(Session session, Update update)
    {
        _clock.Start();
        Begin(_checkpoints?.Load(), _checkpoints?.ResumedFrom);
        if (_resumeAt is { } position) _cursor.Seek(session, position);
        while (_within || (!_stop && _epoch < _options.Epochs))
        {
            if (!Epoch(session, update)) return Cancelled();
            EndEpoch();
        }
        foreach (var callback in _callbacks) callback.OnStepsEnd();
        _model.TrainingState.UseAverages(swap: false);
        End();
        _checkpoints?.Finish();
        return _history;
    }

    /// <summary>Begins anew, or goes on from a state.</summary>
    internal void Begin(State? state, string? path)
    {
        foreach (var callback in _callbacks) callback.Serve(_model, Parameters, () => _stop = true, () => _tally.Samples);
        foreach (var callback in _callbacks) callback.OnTrainBegin();
        if (state is not null) Restore(state, path);
    }

    /// <summary>False where it was cancelled.</summary>
    bool Epoch(Session session, Update update)
    {
        if (!_within) BeginEpoch();
        while (!_stop && !(_step >= _cursor.Steps))
        {
            if (_options.Cancel.IsCancellationRequested) return false;
            _waiting.Start();
            var samples = _cursor.Read(session, _epoch, _step, out var request);
            _waiting.Stop();
            if (samples == 0 && _step == 0) throw Model.Empty(_train);
            if (samples == 0) break;
            Step(session, update, samples, request);
        }
        return true;
    }

    void BeginEpoch()
    {
        (_within, _step) = (true, 0);
        _tally.Reset();
        _waiting.Reset();
        foreach (var callback in _callbacks) callback.OnEpochBegin(_epoch);
    }

    void Step(Session session, Update update, int samples, in BatchRequest request)
    {
        _tally.Check(session, samples, request);
        _options.ClassWeight?.Write(session, samples);
        foreach (var callback in _callbacks) callback.OnTrainBatchBegin(_step);
        session.Run(samples, _options.Seed, (uint)_model.TrainingState.Steps);
        _tally.Add(session, samples, _model.TrainingState.Penalty());
        update.Run();
        _images += samples;
        if (_callbacks.Length > 0) _tally.Write(_batchLogs);
        foreach (var callback in _callbacks) callback.OnTrainBatchEnd(_step, _batchLogs);
        (_step, _done) = (_step + 1, _done + 1);
        if (_checkpoints?.EverySteps is { } every && _done % every == 0) _checkpoints.Save(Capture());
        if (_options.Progress is not null && _clock.Elapsed.TotalSeconds - _reported > 1 / ReportsPerSecond) Report(_tally.Logs(), end: false);
    }

    void EndEpoch()
    {
        var logs = _tally.Logs();
        if (_validation is not null && (_epoch + 1) % _options.ValidationFreq == 0) Validate(_validation, logs);
        KeepBest(logs.GetValueOrDefault("val_loss", logs["loss"]));
        foreach (var callback in _callbacks) callback.OnEpochEnd(_epoch, logs);
        _history.Add(_lastLogs = logs, _epoch);
        Report(logs, end: true);
        (_epoch, _step, _within) = (_epoch + 1, 0, false);
        _checkpoints?.Save(Capture());
    }

    void Validate(BatchSource data, Dictionary<string, double> logs)
    {
        var batchSize = Model.BatchSize(_options.ValidationBatchSize ?? data.BatchSize ?? _batchSize, data);
        _validating.Start();
        _model.EvaluateInto(_validationTally, data, batchSize, _options.ValidationSteps, _callbacks);
        _validating.Stop();
        _validationTally.Write(logs, "val_");
    }

    // For a cancelled training. A validation that comes only now and then is not compared with the loss of training.
    void KeepBest(double loss)
    {
        if (_best is null || (_validation is not null && (_epoch + 1) % _options.ValidationFreq != 0)) return;
        if (!(loss < _bestLoss) && _history.Epochs > 0) return;
        _bestLoss = double.IsNaN(loss) ? double.PositiveInfinity : loss;
        _model.Store.CopyTo(_best);
        _kept = true;
    }

    History Cancelled()
    {
        _checkpoints?.Save(Capture());
        if (_kept) _model.Store.CopyFrom(_best!);
        _history.Cancelled = true;
        End();
        _checkpoints?.Wait();
        return _history;
    }

    void End()
    {
        foreach (var callback in _callbacks) callback.OnTrainEnd(_lastLogs);
    }

    void Report(IReadOnlyDictionary<string, double> logs, bool end)
    {
        if (_options.Progress is not { } progress) return;
        _reported = _clock.Elapsed.TotalSeconds;
        var rate = _images / Math.Max(1e-9, _reported - _validating.Elapsed.TotalSeconds);
        TimeSpan? left = _cursor.Samples is { } n
            ? TimeSpan.FromSeconds(Math.Max(0, (n * (_options.Epochs - _options.InitialEpoch)) - _before - _images) * _reported / Math.Max(1, _images))
            : null;
        progress.Report(new(_epoch + 1, _options.Epochs, _step, _cursor.Steps, rate, left, logs, end) { WaitSeconds = _waiting.Elapsed.TotalSeconds });
    }
}
