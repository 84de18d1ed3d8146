using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Ends training after a batch whose loss is not a finite number.</summary>
/// <example><code>model.Fit(train, epochs: 20, callbacks: [new TerminateOnNaN(restoreWeights: true)]);</code></example>
/// <param name="raiseError">Whether an error ends it: Fit throws an <see cref="InvalidOperationException"/>.</param>
/// <param name="restoreWeights">Whether the model then has the weights that were last finite: those before the step. It costs two copies of
/// them, and what copying takes at each step.</param>
public sealed class TerminateOnNaN(bool raiseError = false, bool restoreWeights = false) : Callback
{
    /// <summary>Whether the weights come back that were last finite.</summary>
    public bool RestoresWeights => restoreWeights;

    /// <summary>What ended training, as <c>The loss is NaN at step 3 of epoch 1</c>; null where nothing did. The model's
    /// <see cref="Model.Warnings"/> tell where it came from.</summary>
    public string? Reason { get; internal set; }

    /// <inheritdoc/>
    public override void OnTrainBegin() => Reason = null;

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var loss = logs["loss"];
        if (double.IsFinite(loss)) return;
        StopTraining();
        if (raiseError)
            throw new InvalidOperationException(
                $"The loss after batch {batch} is {loss} but must be a finite number. Try a lower learning rate, and look for odd values " +
                $"in the data.");
    }
}
