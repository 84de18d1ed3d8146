using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Callbacks;

/// <summary>A range test: the learning rate grows from step to step by a factor until the loss rises far above its least, then training
/// ends and everything is as before. (Smith, 2017)</summary>
/// <example><code>
/// var finder = new LearningRateFinder();
/// model.Fit(train, epochs: 10, callbacks: [finder]);
/// model.Optimizer!.LearningRate = finder.Suggestion;
/// </code></example>
public sealed class LearningRateFinder : Callback
{
    const double Smoothing = 0.9, Diverged = 4;

    readonly double _from, _to;
    readonly int _steps;
    readonly List<double> _rates = [], _losses = [];
    IReadOnlyList<NamedWeights>? _weights;
    OptimizerState? _optimizer;
    double _rate, _sum, _average;
    long _seen;

    /// <summary>With the range of rates.</summary>
    /// <param name="from">The first rate.</param>
    /// <param name="to">The last.</param>
    /// <param name="steps">Steps from one to the other; Fit must have as many.</param>
    /// <exception cref="ArgumentException">The range is none.</exception>
    public LearningRateFinder(double from = 1e-6, double to = 1, int steps = 100)
    {
        if (!(from > 0 && to > from && double.IsFinite(to)) || steps < 2)
            throw new ArgumentException(
                $"LearningRateFinder got the range {from} to {to} in {steps} steps but needs rising numbers above 0 " +
                                        "and at least 2 steps. Try the default.");
        (_from, _to, _steps) = (from, to, steps);
    }

    /// <summary>The rates tried.</summary>
    public IReadOnlyList<double> Rates => _rates;

    /// <summary>The loss of the batch at each of them, smoothed.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>The rate where the loss falls fastest over its logarithm.</summary>
    /// <exception cref="InvalidOperationException">Fewer than three steps were made.</exception>
    public double Suggestion => _rates.Count >= 3
        ? _rates[Enumerable.Range(1, _rates.Count - 2).MinBy(i => _losses[i + 1] - _losses[i - 1])]
        : throw new InvalidOperationException(
            $"A LearningRateFinder has made {_rates.Count} steps but needs at least 3. Pass it to Fit first.");

    /// <inheritdoc/>
    public override State State
    {
        get => new State().Set("rates", [.. _rates]).Set("losses", [.. _losses])
            .Set("running", _rate, _sum, _seen, _average, _optimizer?.Steps ?? 0)
            .Set("weights", _weights).Set("slots", _optimizer?.Slots);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            var (rates, losses, running) = (value.NumbersOf("rates"), value.NumbersOf("losses"), value.NumbersOf("running"));
            if (rates.Length != losses.Length || running.Length != 5)
                throw new InvalidDataException("A state has rates without losses but needs both. Use that of a LearningRateFinder.");
            Forget();
            _rates.AddRange(rates);
            _losses.AddRange(losses);
            (_rate, _sum, _seen, _average) = (running[0], running[1], (long)running[2], running[3]);
            (_weights, _optimizer) = (value.Weights("weights"), new((long)running[4], value.Weights("slots") ?? []));
        }
    }

    internal override string Decides => FormattableString.Invariant($"{_from} to {_to} in {_steps}");

    internal override string? Idle => _rates.Count < 3
        ? $"LearningRateFinder saw {_rates.Count} steps, but needs {_steps}: it has found nothing. Give Fit more epochs." : null;

    internal override void Prepare(IReadOnlyList<Callback> all)
    {
        LearningRates.Check(this, all);
        if (all.FirstOrDefault(c => c != this && c is LearningRateFinder or LearningRateScheduler or ReduceLROnPlateau) is { } other)
            throw new ArgumentException(
                $"LearningRateFinder came together with {other.GetType().Name} but needs the learning rate for itself. Use it in a Fit " +
                $"of its own.");
    }

    /// <inheritdoc/>
    public override void OnTrainBegin()
    {
        (_weights, _optimizer, _rate) = (Model.GetWeights(), Model.GetOptimizerState(), LearningRate);
        Forget();
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => (_sum, _seen) = (0, 0);

    /// <inheritdoc/>
    public override void OnTrainBatchBegin(int batch) =>
        LearningRate = _from * Math.Exp(Math.Log(_to / _from) * _rates.Count / (_steps - 1));

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var (before, seen) = (_sum, _seen);
        (_seen, _sum) = (SamplesSeen, logs["loss"] * SamplesSeen); // the logs hold the mean over the epoch's samples
        var loss = (_sum - before) / (_seen - seen);
        _rates.Add(LearningRate);
        _average = (Smoothing * _average) + ((1 - Smoothing) * loss);
        _losses.Add(_average / (1 - Math.Pow(Smoothing, _rates.Count)));
        if (_rates.Count == _steps || !double.IsFinite(loss) || _losses[^1] > Diverged * _losses.Min()) StopTraining();
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Dictionary<string, double> logs)
    {
        Model.SetWeights([.. _weights!.Select(w => w.Value)]);
        Model.SetOptimizerState(_optimizer!);
        LearningRate = _rate;
    }

    void Forget()
    {
        _rates.Clear();
        _losses.Clear();
        _average = 0;
    }
}
