using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>Trains on the data and returns the loss and metrics of each epoch, of training and of validation.</summary>
    /// <param name="data">Samples and targets.</param>
    /// <param name="batchSize">Samples in a step; the last batch of an epoch may have fewer.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="validationSplit">Share of the data held out: the last samples, before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own.</param>
    /// <param name="seed">Of shuffling and dropout; the model's where none is given.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model, or a label is out of range.</exception>
    /// <example><code>var history = model.Fit(train, batchSize: 64, epochs: 12, validationSplit: 0.1);</code></example>
    public History Fit(BatchSource data, int batchSize = 32, int epochs = 1, double validationSplit = 0, BatchSource? validationData = null, bool shuffle = true,
                       ulong? seed = null) =>
        new Fitting(this, data, batchSize, epochs, validationSplit, validationData, shuffle, seed ?? Seed, null, default).Run();

    /// <summary>Trains on another thread. Cancelling ends it after the step at hand and returns normally: the model then has the weights of its best
    /// epoch so far, by validation loss, or by training loss where there is no validation; before the end of the first epoch those at hand.</summary>
    /// <param name="data">Samples and targets.</param>
    /// <param name="batchSize">Samples in a step; the last batch of an epoch may have fewer.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="validationSplit">Share of the data held out: the last samples, before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own.</param>
    /// <param name="seed">Of shuffling and dropout; the model's where none is given.</param>
    /// <param name="progress">Told of the state ten times a second, and at each epoch's end.</param>
    /// <param name="cancellationToken">Ends training early.</param>
    public Task<History> FitAsync(BatchSource data, int batchSize = 32, int epochs = 1, double validationSplit = 0, BatchSource? validationData = null,
                                  bool shuffle = true, ulong? seed = null, IProgress<FitProgress>? progress = null,
                                  CancellationToken cancellationToken = default)
    {
        var fitting = new Fitting(this, data, batchSize, epochs, validationSplit, validationData, shuffle, seed ?? Seed, progress, cancellationToken);
        return Task.Factory.StartNew(fitting.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>One call of Fit.</summary>
    sealed class Fitting
    {
        const double ReportsPerSecond = 10;

        readonly Model _model;
        readonly BatchSource _train;
        readonly BatchSource? _validation;
        readonly int _batchSize, _epochs;
        readonly bool _shuffle;
        readonly ulong _seed;
        readonly IProgress<FitProgress>? _progress;
        readonly CancellationToken _cancel;
        readonly Tally _tally, _validationTally;
        readonly History _history = new();
        readonly Arena? _best;
        readonly System.Diagnostics.Stopwatch _clock = new();
        double _bestLoss = double.PositiveInfinity, _reported;
        long _images;
        int _step;

        public Fitting(Model model, BatchSource data, int batchSize, int epochs, double validationSplit, BatchSource? validationData, bool shuffle, ulong seed,
                       IProgress<FitProgress>? progress, CancellationToken cancel)
        {
            _ = model.Objectives;
            ArgumentNullException.ThrowIfNull(data);
            (_model, _shuffle, _seed, _progress, _cancel) = (model, shuffle, seed, progress, cancel);
            (_train, _validation) = Split(data, validationSplit, validationData);
            _epochs = epochs > 0 ? epochs : throw new ArgumentException($"Fit got {epochs} epochs but needs at least 1. Give the number of passes over the data.");
            model.Check(_train, targets: true);
            if (_validation is not null) model.Check(_validation, targets: true);
            _batchSize = BatchSize(batchSize, _train);
            _tally = model.NewTally();
            _validationTally = model.NewTally();
            if (cancel.CanBeCanceled) _best = new(model._store.Floats);
        }

        public History Run()
        {
            using var session = _model.Open(Training, _batchSize);
            var update = new Update(_model.TrainingState, _model.Workers, session.Plan.Width);
            _clock.Start();
            for (var epoch = 0; epoch < _epochs; epoch++)
            {
                if (!Epoch(session, update, epoch)) return Cancelled();
                EndEpoch(epoch);
            }
            _model.TrainingState.UseAverages(swap: false);
            return _history;
        }

        /// <summary>False where it was cancelled.</summary>
        bool Epoch(Session session, Update update, int epoch)
        {
            _tally.Reset();
            for (var step = 0; ; step++)
            {
                if (_cancel.IsCancellationRequested) return false;
                var request = new BatchRequest(epoch, step, _batchSize, _shuffle, _seed);
                var samples = session.Fill(_train, request);
                if (samples == 0) return step > 0 ? true : throw Empty(_train);
                _tally.Check(session, samples, request);
                session.Run(samples, _seed, (uint)_model.TrainingState.Steps);
                _tally.Add(session, samples, _model.TrainingState.Penalty());
                update.Run();
                _images += samples;
                _step = step + 1;
                if (_progress is not null && _clock.Elapsed.TotalSeconds - _reported > 1 / ReportsPerSecond) Report(epoch, _step, _tally.Logs(), false);
                if (_train.Count is { } count && (step + 1L) * _batchSize >= count) return true;
            }
        }

        void EndEpoch(int epoch)
        {
            var logs = _tally.Logs();
            if (_validation is not null)
            {
                _model.EvaluateInto(_validationTally, _validation, _batchSize);
                foreach (var (key, value) in _validationTally.Logs("val_")) logs[key] = value;
            }
            _history.Add(logs);
            var loss = logs.GetValueOrDefault("val_loss", logs["loss"]);
            if (_best is not null && (loss < _bestLoss || epoch == 0))
            {
                _bestLoss = double.IsNaN(loss) ? double.PositiveInfinity : loss;
                _model._store.CopyTo(_best);
            }
            Report(epoch, _step, logs, true);
        }

        History Cancelled()
        {
            if (_history.Epochs > 0 && _best is not null) _model._store.CopyFrom(_best);
            _history.Cancelled = true;
            return _history;
        }

        int? Steps => _train.Count is { } n ? (n + _batchSize - 1) / _batchSize : null;

        void Report(int epoch, int step, IReadOnlyDictionary<string, double> logs, bool end)
        {
            if (_progress is null) return;
            _reported = _clock.Elapsed.TotalSeconds;
            var rate = _images / Math.Max(1e-9, _reported);
            TimeSpan? left = _train.Count is { } n ? TimeSpan.FromSeconds((((double)n * _epochs) - _images) / Math.Max(1e-9, rate)) : null;
            _progress.Report(new(epoch + 1, _epochs, step, Steps, rate, left, logs, end));
        }

        static (BatchSource, BatchSource?) Split(BatchSource data, double split, BatchSource? validation)
        {
            if (split is < 0 or >= 1)
                throw new ArgumentException($"Fit got a validation split of {split} but it must be at least 0 and below 1. Give the share to hold out, such as 0.1.");
            if (split == 0 || validation is not null) return (data, validation);
            if (data.Count is not { } n)
                throw new ArgumentException("Fit got a validation split but the data's length is not known. Pass the validation data as a source of its own.");
            var at = (int)Math.Floor(n * (1 - split));
            if (at == 0 || at == n)
                throw new ArgumentException($"Fit got a validation split of {split} of {n} samples, which leaves {at} to train on and {n - at} to validate on, but both need " +
                                            "at least one. Give another split, or more samples.");
            return (data.Slice(0, at), data.Slice(at, n - at));
        }
    }

    static ArgumentException Empty(BatchSource data) => new($"{data.GetType().Name} has no samples but at least one is needed. Check how the data were loaded.");

    static int BatchSize(int asked, BatchSource data) => asked > 0
        ? Math.Min(asked, data.Count ?? asked)
        : throw new ArgumentException($"A batch size of {asked} came but it must be at least 1. Try 32.");

    /// <summary>Throws where a source does not fit the model.</summary>
    void Check(BatchSource data, bool targets)
    {
        if (data.Count == 0) throw Empty(data);
        if (data.Inputs.Count != _inputs.Count)
            throw new ArgumentException($"Model '{Name}' got {data.Inputs.Count} inputs but needs {_inputs.Count}. Give one tensor for each, in their order.");
        for (var i = 0; i < _inputs.Count; i++)
            if (data.Inputs[i].Shape != _inputs[i].Shape)
                throw new ArgumentException($"Model '{Name}' got samples of shape {data.Inputs[i].Shape} but needs {_inputs[i].Shape}. {Fix(data.Inputs[i].Shape, _inputs[i].Shape)}");
        if (!targets) return;
        if (data.Targets.Count != Objectives.Count)
            throw new ArgumentException($"{data.GetType().Name} has {data.Targets.Count} targets but training and evaluation need {Objectives.Count}. Give the targets beside the samples.");
        for (var i = 0; i < Objectives.Count; i++)
            Objectives[i].Check(data.Targets[i].Shape);
    }

    static string Fix(Shape came, Shape needed) => came.Elements == needed.Elements
        ? $"Reshape the samples, or give the model new Input({string.Join(", ", came)})."
        : $"Give the model new Input({string.Join(", ", came)}), or other data.";
}
