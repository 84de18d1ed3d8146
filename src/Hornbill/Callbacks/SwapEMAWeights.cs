using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Lets validation see the moving averages of the weights, which an optimizer with <c>UseEma</c> keeps, and training go on with
/// the weights themselves.</summary>
/// <example><code>
/// model.Compile(new Adam { UseEma = true }, "sparse_categorical_crossentropy");
/// model.Fit(train, validationSplit: 0.1, callbacks: [new SwapEMAWeights(swapOnEpoch: true), new ModelCheckpoint("best.safetensors")]);
/// </code></example>
/// <param name="swapOnEpoch">Whether the averages stay in the model from an epoch's end until the next begins, where the callbacks after
/// this one see them.</param>
public sealed class SwapEMAWeights(bool swapOnEpoch = false) : Callback
{
    bool _averages;

    /// <inheritdoc/>
    public override State State
    {
        get => new State().Set("averages", _averages ? 1 : 0);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _averages = value.Number("averages") == 1;
        }
    }

    internal override string Decides => $"{swapOnEpoch}";

    internal override void Prepare(IReadOnlyList<Callback> all)
    {
        if (Model.TrainingState.SlotOf(Optimizers.Optimizer.AverageSlot) < 0)
            throw new ArgumentException(
                $"SwapEMAWeights was given for an optimizer without averages but needs them. Compile with new " +
                $"{Model.Optimizer!.GetType().Name} {{ UseEma = true }}. " +
                                        "Set it, or leave the callback out.");
    }

    /// <inheritdoc/>
    public override void OnTrainBegin() => _averages = false;

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => Use(false);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        if (swapOnEpoch) Use(true);
    }

    /// <inheritdoc/>
    public override void OnTestBegin() => Use(true);

    /// <inheritdoc/>
    public override void OnTestEnd(Dictionary<string, double> logs) => Use(false);

    // Fit itself ends with the averages: they must lie in their place then.
    internal override void OnStepsEnd() => Use(false);

    void Use(bool averages)
    {
        if (averages != _averages) Model.TrainingState.UseAverages(swap: true);
        _averages = averages;
    }
}
