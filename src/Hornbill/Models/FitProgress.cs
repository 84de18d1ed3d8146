using Hornbill.Engine;

namespace Hornbill.Models;

/// <summary>Where training stands.</summary>
/// <param name="Epoch">The epoch at hand, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps in an epoch, where that is known.</param>
/// <param name="ImagesPerSecond">Samples trained on per second since the start; the time that validation takes does not count.</param>
/// <param name="Remaining">Time left, where it can be told.</param>
/// <param name="Logs">The running loss and metrics; at an epoch's end those of validation too.</param>
/// <param name="EpochEnd">Whether the epoch has ended.</param>
public sealed record FitProgress(int Epoch, int Epochs, int Step, int? Steps, double ImagesPerSecond, TimeSpan? Remaining,
                                 IReadOnlyDictionary<string, double> Logs, bool EpochEnd)
{
    /// <summary>Seconds of this epoch that steps waited for their batches.</summary>
    public double WaitSeconds { get; init; }
}
