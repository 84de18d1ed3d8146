using Hornbill.Models;

namespace Hornbill.Tool.Runs;

/// <summary>Notes how fast training is, and what the journal keeps, while it passes the progress on.</summary>
sealed class ImageRate(IProgress<FitProgress> next, TrainJournal journal) : IProgress<FitProgress>
{
    /// <summary>Images trained on per second; 0 where nothing was left to do.</summary>
    public double ImagesPerSecond { get; private set; }

    public void Report(FitProgress value)
    {
        ImagesPerSecond = value.ImagesPerSecond;
        journal.Note(value);
        next.Report(value);
    }
}
