using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Callbacks;

/// <summary>Ends training when a figure has not got better for so many epochs.</summary>
/// <remarks>As in Keras: the best weights come back at the end whether or not training was stopped; a better value counts as progress only
/// where it beats the baseline too.</remarks>
/// <example><code>model.Fit(train, epochs: 100, validationSplit: 0.1, callbacks: [new EarlyStopping(patience: 5, restoreBestWeights: true)]);</code></example>
public sealed class EarlyStopping : Callback
{
    readonly Monitor _monitor;
    readonly int _patience, _startFromEpoch;
    readonly double? _baseline;
    readonly bool _restoreBestWeights;
    IReadOnlyList<NamedWeights>? _bestWeights;
    int _wait;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="monitor">The figure in the logs.</param>
    /// <param name="minDelta">By how much it must be better to count.</param>
    /// <param name="patience">Epochs without progress that are borne.</param>
    /// <param name="mode">"min", "max", or "auto": as the metric has it.</param>
    /// <param name="baseline">A value that must be beaten.</param>
    /// <param name="restoreBestWeights">Whether the model ends with the weights of its best epoch.</param>
    /// <param name="startFromEpoch">Epochs before it begins to watch.</param>
    public EarlyStopping(string monitor = "val_loss", double minDelta = 0, int patience = 0, string mode = "auto", double? baseline = null,
                         bool restoreBestWeights = false, int startFromEpoch = 0)
    {
        _monitor = new(this, monitor, mode, minDelta);
        (_patience, _baseline, _restoreBestWeights, _startFromEpoch) = (patience, baseline, restoreBestWeights, startFromEpoch);
    }

    /// <summary>The epoch, from 0, that training was stopped after; −1 where it was not.</summary>
    public int StoppedEpoch { get; private set; } = -1;

    /// <summary>The epoch, from 0, with the best value; −1 before the first.</summary>
    public int BestEpoch { get; private set; } = -1;

    /// <summary>The best value; null before the first.</summary>
    public double? Best => _monitor.Best;

    /// <inheritdoc/>
    public override State State
    {
        get => new State().Set("wait", _wait).Set("stopped", StoppedEpoch).Set("best epoch", BestEpoch)
            .Set("best", _monitor.State).Set("weights", _bestWeights);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            (_wait, StoppedEpoch, BestEpoch) = ((int)value.Number("wait"), (int)value.Number("stopped"), (int)value.Number("best epoch"));
            (_monitor.State, _bestWeights) = (value.NumbersOf("best"), value.Weights("weights"));
        }
    }

    internal bool Restores => _restoreBestWeights;

    internal override string Decides => FormattableString.Invariant(
        $"{_monitor.Decides}, patience {_patience} from {_startFromEpoch}, baseline {_baseline}, restore {_restoreBestWeights}");

    internal override void Prepare(IReadOnlyList<Callback> all)
    {
        _monitor.Prepare(all);
        var epochs = Parameters.Epochs - Parameters.InitialEpoch;
        if (!_restoreBestWeights && epochs > 1 && _patience + _startFromEpoch >= epochs)
            Model.Warn(
                $"EarlyStopping bears {_patience} epochs{(_startFromEpoch > 0 ? $" from epoch {_startFromEpoch} on" : "")}, but there " +
                $"are {epochs}: it can never stop. Give a smaller patience.");
    }

    /// <inheritdoc/>
    public override void OnTrainBegin() => (_wait, StoppedEpoch, BestEpoch, _monitor.Best, _bestWeights) = (0, -1, -1, null, null);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        if (epoch < _startFromEpoch || _monitor.In(logs) is not { } value) return;
        // Where nothing ever gets better, the first epoch was the best.
        if (_bestWeights is null && _restoreBestWeights) Keep(epoch);
        _wait++;
        if (_monitor.Improves(value, _monitor.Best))
        {
            _monitor.Best = value;
            Keep(epoch);
            if (_baseline is null || _monitor.Improves(value, _baseline)) _wait = 0;
            return;
        }
        if (_wait < _patience || epoch == 0) return;
        StoppedEpoch = epoch;
        StopTraining();
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Dictionary<string, double> logs)
    {
        if (_bestWeights is not null) Model.SetWeights([.. _bestWeights.Select(w => w.Value)]);
    }

    void Keep(int epoch)
    {
        BestEpoch = epoch;
        if (_restoreBestWeights) _bestWeights = Model.GetWeights();
    }
}
