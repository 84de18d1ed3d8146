using Hornbill.Engine;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Callbacks;

/// <summary>The mean of the weights at the ends of the later epochs, which becomes the model's when training ends; best with a learning
/// rate that stays high. (Izmailov et al., 2018)</summary>
/// <remarks>Statistics that batch normalization has gathered are averaged as the weights are.</remarks>
/// <example><code>model.Fit(train, epochs: 30, callbacks: [new StochasticWeightAveraging(startEpoch: 20)]);</code></example>
public sealed class StochasticWeightAveraging : Callback
{
    readonly int _startEpoch, _everyEpochs;
    IReadOnlyList<NamedWeights>? _mean;
    int _count;

    /// <summary>From which epoch on, and how often.</summary>
    /// <param name="startEpoch">The first epoch, from 0, whose weights count.</param>
    /// <param name="everyEpochs">Of how many epochs each time one counts.</param>
    /// <exception cref="ArgumentException">A number is too small.</exception>
    public StochasticWeightAveraging(int startEpoch, int everyEpochs = 1)
    {
        if (startEpoch < 0 || everyEpochs < 1)
            throw new ArgumentException(
                $"StochasticWeightAveraging got the epoch {startEpoch} and every {everyEpochs} epochs but needs at least 0 and 1. " +
                                        "Give such numbers.");
        (_startEpoch, _everyEpochs) = (startEpoch, everyEpochs);
    }

    /// <inheritdoc/>
    public override State State
    {
        get => new State().Set("count", _count).Set("mean",
            _mean?.Select(w => w with { Value = new(w.Value.Shape, [.. w.Value.Data]) }).ToArray());
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            (_count, _mean) = ((int)value.Number("count"), value.Weights("mean"));
        }
    }

    internal override string Decides => FormattableString.Invariant($"from {_startEpoch}, every {_everyEpochs}");

    internal override void Prepare(IReadOnlyList<Callback> all)
    {
        if (_startEpoch >= Parameters.Epochs)
            Model.Warn(
                $"StochasticWeightAveraging begins at epoch {_startEpoch}, but there are {Parameters.Epochs}, from 0 on: it averages " +
                $"nothing. Give an earlier epoch.");
        if (all.FirstOrDefault(c => c is EarlyStopping { Restores: true }) is not null)
            Model.Warn(
                "StochasticWeightAveraging and EarlyStopping with restoreBestWeights both set the weights when training ends: those of " +
                "the later one stay. Use one of them.");
    }

    /// <inheritdoc/>
    public override void OnTrainBegin() => (_count, _mean) = (0, null);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        if (epoch < _startEpoch || (epoch - _startEpoch) % _everyEpochs != 0) return;
        var weights = Model.GetWeights();
        _count++;
        _mean = _mean is null ? weights : [.. _mean.Zip(weights, (mean, w) =>
            mean with { Value = Moved(mean.Value, w.Value, 1f / _count) })];
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Dictionary<string, double> logs)
    {
        if (_mean is not null) Model.SetWeights([.. _mean.Select(w => w.Value)]);
    }

    static Tensor Moved(Tensor mean, Tensor to, float share) =>
        new(mean.Shape, [.. mean.Data.Zip(to.Data, (a, b) => a + ((b - a) * share))]);
}
