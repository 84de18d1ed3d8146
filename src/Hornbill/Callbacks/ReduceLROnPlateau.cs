using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Makes the learning rate smaller when a figure has not got better for so many epochs: η ← max(factor η, minLr). Logs it as
/// <c>learning_rate</c>.</summary>
/// <example><code>model.Fit(train, validationSplit: 0.1, callbacks: [new ReduceLROnPlateau(factor: 0.2, patience: 5)]);</code></example>
public sealed class ReduceLROnPlateau : Callback
{
    readonly Monitor _monitor;
    readonly double _factor, _minLr;
    readonly int _patience, _cooldown;
    int _wait, _cooling;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="monitor">The figure in the logs.</param>
    /// <param name="factor">What the rate is multiplied by, below 1.</param>
    /// <param name="patience">Epochs without progress that are borne.</param>
    /// <param name="mode">"min", "max", or "auto": as the metric has it.</param>
    /// <param name="minDelta">By how much the figure must be better to count.</param>
    /// <param name="cooldown">Epochs after a reduction that are not counted.</param>
    /// <param name="minLr">The least rate.</param>
    /// <exception cref="ArgumentException">The factor is not below 1.</exception>
    public ReduceLROnPlateau(string monitor = "val_loss", double factor = 0.1, int patience = 10, string mode = "auto",
        double minDelta = 1e-4,
                             int cooldown = 0, double minLr = 0)
    {
        if (factor is not (>= 0 and < 1))
            throw new ArgumentException(
                $"ReduceLROnPlateau got the factor {factor} but it must be at least 0 and below 1. Give one such as 0.1.");
        _monitor = new(this, monitor, mode, minDelta);
        (_factor, _patience, _cooldown, _minLr) = (factor, patience, cooldown, minLr);
    }

    /// <inheritdoc/>
    public override State State
    {
        get => new State().Set("wait", _wait).Set("cooling", _cooling).Set("best", _monitor.State);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            (_wait, _cooling, _monitor.State) = ((int)value.Number("wait"), (int)value.Number("cooling"), value.NumbersOf("best"));
        }
    }

    internal override string Decides => FormattableString.Invariant(
        $"{_monitor.Decides}, factor {_factor}, patience {_patience}, cooldown {_cooldown}, least {_minLr}");

    internal override IEnumerable<string> Adds => ["learning_rate"];

    internal override void Prepare(IReadOnlyList<Callback> all)
    {
        LearningRates.Check(this, all);
        _monitor.Prepare(all);
        var epochs = Parameters.Epochs - Parameters.InitialEpoch;
        if (epochs > 1 && _patience >= epochs)
            Model.Warn($"ReduceLROnPlateau bears {_patience} epochs, but there are {epochs}: it can never act. Give a smaller patience.");
    }

    /// <inheritdoc/>
    public override void OnTrainBegin() => (_wait, _cooling, _monitor.Best) = (0, 0, null);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        logs["learning_rate"] = LearningRate;
        if (_monitor.In(logs) is not { } value) return;
        if (_cooling > 0) (_cooling, _wait) = (_cooling - 1, 0);
        if (_monitor.Improves(value, _monitor.Best)) (_monitor.Best, _wait) = (value, 0);
        else if (_cooling == 0 && ++_wait >= _patience && LearningRate > _minLr) Reduce();
    }

    void Reduce()
    {
        LearningRate = Math.Max(LearningRate * _factor, _minLr);
        (_cooling, _wait) = (_cooldown, 0);
    }
}
