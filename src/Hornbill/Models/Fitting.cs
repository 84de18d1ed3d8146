using System.Diagnostics;
using Hornbill.Callbacks;
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
    bool _within, _stop, _kept, _burst, _ended;
    (int Pass, int Index)? _resumeAt;
    RunIdentity? _identity;
    FiniteWeights? _finite;
    Hold? _hold;

    public Fitting(Model model, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _ = model.Objectives;
        options.Check();
        options = options with { Seed = options.Seed ?? model.Seed, SeedIsDefault = options.Seed is null && model.SeedIsDefault };
        (_model, _options, _epoch) = (model, options, options.InitialEpoch);
        (_train, _validation) = options.Split();
        model.Check(_train, targets: true);
        if (_validation is not null) model.Check(_validation, targets: true);
        options.ClassWeight?.Check(model, _train);
        _batchSize = Model.BatchSize(options.BatchSize, _train);
        _cursor = new(_train, options, _batchSize, model.Draws);
        (_callbacks, _checkpoints) = ([.. options.Callbacks, .. Bar(options.Verbose)], options.AllCheckpoints());
        (_tally, _validationTally) = (model.NewTally(), model.NewTally());
        if (options.Cancel.CanBeCanceled) _best = new(model.Store.Floats);
        if (_callbacks.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new ArgumentException(
                $"Fit got the same {twice.GetType().Name} twice but each callback counts for itself. Give it once, or make another.");
    }

    static IEnumerable<Callback> Bar(int verbose) =>
        verbose == 0 ? [] : [new BarCallback(new(Console.Out, bar: verbose == 1, moves: !Console.IsOutputRedirected))];

    FitParameters Parameters =>
        new(_options.Epochs, _options.InitialEpoch, _options.StepsPerEpoch ?? _cursor.Steps, _batchSize, _train.Count, Validates);

    // Whether any epoch ends with a validation.
    bool Validates => _validation is not null
        && (_options.InitialEpoch / _options.ValidationFreq) < (_options.Epochs / _options.ValidationFreq);

    /// <summary>Makes the model busy until <see cref="Run()"/> has returned.</summary>
    /// <exception cref="InvalidOperationException">It is busy already.</exception>
    public Fitting Claim()
    {
        var changed = _model.TrainingState.Variables.Concat(_model.Store.Variables.Where(v => !v.Trainable));
        _hold = Hold.Take(_model, "Fit", changed, _model.Store.Variables);
        _hold.Thread = 0;
        return this;
    }

    /// <summary>Trains. It has been claimed before.</summary>
    public History Run()
    {
        using var hold = _hold!;
        hold.Thread = Environment.CurrentManagedThreadId;
        try
        {
            using var session = _model.Open(Model.Training, _batchSize, _train);
            Prepare();
            return Run(session, new(_model.TrainingState, _model.Workers, session.Plan.Width));
        }
        finally
        {
            // Where training has failed what is being written is still written.
            _checkpoints?.Wait();
            _checkpoints?.Close();
            foreach (var callback in _callbacks) callback.Release();
        }
    }

    // All that can be known to be wrong, or in the way, before anything is changed.
    void Prepare()
    {
        Notices.OfModel(_model);
        foreach (var callback in _callbacks) callback.Serve(_model, Parameters, () => _stop = true, () => _tally.Samples);
        foreach (var callback in _callbacks) callback.Prepare(_callbacks);
        if (_callbacks.OfType<TerminateOnNaN>().Any(c => c.RestoresWeights)) _finite = new(_model.Store);
        if (_checkpoints is null) return;
        _model.CheckNames();
        _checkpoints.Complain = _model.Warn;
        _checkpoints.Open();
        _checkpoints.Try(StateBytes);
        _identity = Identity();
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
        SetWeightsAllowed(true);
        foreach (var callback in _callbacks) callback.OnTrainBegin();
        _cursor.Begin(_epoch);
        if (state is not null) Restore(state, path);
        SetWeightsAllowed(false);
    }

    void SetWeightsAllowed(bool allowed)
    {
        if (_hold is not null) _hold.Settable = allowed;
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
        _model.Draws.Begins(_epoch);
        _tally.Reset();
        _waiting.Reset();
        foreach (var callback in _callbacks) callback.OnEpochBegin(_epoch);
    }

    void Step(Session session, Update update, int samples, in BatchRequest request)
    {
        _tally.Check(session, samples, request);
        if (_done == 0) Notices.OfValues(_model, session.Input(0)[..(samples * _train.Inputs[0].Shape.Elements)]);
        _options.ClassWeight?.Write(session, samples);
        foreach (var callback in _callbacks) callback.OnTrainBatchBegin(_step);
        _finite?.Keep();
        _model.Pass(session, samples, _options.Seed!.Value);
        var burst = !double.IsFinite(session.LossSum(samples)) && Burst(session, samples);
        _tally.Add(session, samples, _model.TrainingState.Penalty());
        if (!burst) _model.Step(update);
        _images += samples;
        if (_callbacks.Length > 0) _tally.Write(_batchLogs);
        foreach (var callback in _callbacks) callback.OnTrainBatchEnd(_step, _batchLogs);
        (_step, _done) = (_step + 1, _done + 1);
        if (!burst && _checkpoints?.EverySteps is { } every && _done % every == 0) _checkpoints.Save(Capture());
        if (_options.Progress is not null && _clock.Elapsed.TotalSeconds - _reported > 1 / ReportsPerSecond) Report(_tally.Logs(),
            end: false);
    }

    // The loss is no number: told once. True where training stops with the weights that were last finite.
    bool Burst(Session session, int samples)
    {
        var what = $"The loss is {session.LossSum(samples) / samples} at step {_step + 1} of epoch {_epoch + 1}";
        if (!_burst) _model.Warn($"{what}: {NaNOrigin.Find(_model, session, samples, _train)}");
        _burst = true;
        if (_finite is null) return false;
        _finite.Restore();
        foreach (var callback in _callbacks.OfType<TerminateOnNaN>()) callback.Reason = what;
        return _stop = _ended = true;
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
        Notices.OfStatistics(_model);
        // One that has burst can go on from the checkpoint before, with another learning rate.
        if (!_ended) _checkpoints?.Save(Capture());
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
        return _history;
    }

    void End()
    {
        SetWeightsAllowed(true);
        foreach (var callback in _callbacks) callback.OnTrainEnd(_lastLogs);
        foreach (var callback in _callbacks)
            if (callback.Idle is { } idle) _model.Warn(idle);
    }

    void Report(IReadOnlyDictionary<string, double> logs, bool end)
    {
        if (_options.Progress is not { } progress) return;
        _reported = _clock.Elapsed.TotalSeconds;
        var training = _reported - _validating.Elapsed.TotalSeconds;
        progress.Report(new(_epoch + 1, _options.Epochs, _step, _cursor.Steps, training > 0 ? _images / training : 0, Remaining, logs, end)
        {
            WaitSeconds = _waiting.Elapsed.TotalSeconds,
        });
    }

    // Null before the first image, where there is no rate yet, and where it is longer than a time can be told.
    TimeSpan? Remaining
    {
        get
        {
            if (_cursor.Samples is not { } n) return null;
            var seconds = Math.Max(0, ((double)n * (_options.Epochs - _options.InitialEpoch)) - _before - _images) * _reported / _images;
            return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;
        }
    }
}
