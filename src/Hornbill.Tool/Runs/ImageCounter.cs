using Hornbill.Models;

namespace Hornbill.Tool.Runs;

/// <summary>Counts the images that were trained on while it passes the progress on.</summary>
sealed class ImageCounter(IProgress<FitProgress> next, int batchSize, int perEpoch) : IProgress<FitProgress>
{
    /// <summary>Images so far; those of a short last batch are counted as they are.</summary>
    public long Images { get; private set; }

    public void Report(FitProgress value)
    {
        Images = ((long)(value.Epoch - 1) * perEpoch) + Math.Min((long)value.Step * batchSize, perEpoch);
        next.Report(value);
    }
}
