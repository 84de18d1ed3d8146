using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Ends training after a batch whose loss is not a finite number.</summary>
/// <example><code>model.Fit(train, epochs: 20, callbacks: [new TerminateOnNaN(restoreWeights: true)]);</code></example>
/// <param name="restoreWeights">Whether the model then has the weights that were last finite: those before the step. It costs two copies of them, and
/// what copying takes at each step.</param>
public sealed class TerminateOnNaN(bool restoreWeights = false) : Callback
{
    /// <summary>Whether the weights come back that were last finite.</summary>
    public bool RestoresWeights => restoreWeights;

    /// <summary>What ended training, as <c>The loss is NaN at step 3 of epoch 1</c>; null where nothing did. The model's <see cref="Model.Warnings"/> tell
    /// where it came from.</summary>
    public string? Reason { get; internal set; }

    /// <inheritdoc/>
    public override void OnTrainBegin() => Reason = null;

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (!double.IsFinite(logs["loss"])) StopTraining();
    }
}
