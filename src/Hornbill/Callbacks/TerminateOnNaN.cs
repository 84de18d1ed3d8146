using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Ends training after a batch whose loss is not a finite number.</summary>
public sealed class TerminateOnNaN : Callback
{
    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (!double.IsFinite(logs["loss"])) StopTraining();
    }
}
