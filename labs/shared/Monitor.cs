/// <summary>Takes the time of a training, and tells after each epoch, where that is asked for, how busy processor and memory are.</summary>
sealed class Monitor(bool tells) : Callback
{
    readonly Process _process = Process.GetCurrentProcess();
    readonly Stopwatch _clock = new();
    TimeSpan _before, _busyBefore;
    long _imagesBefore;

    /// <summary>Of training and validation, over all epochs.</summary>
    public double Seconds => _clock.Elapsed.TotalSeconds;

    public int Epochs { get; private set; }

    /// <summary>Trained on per second, the time of validation included.</summary>
    public double ImagesPerSecond => Images / Math.Max(Seconds, 1e-9);

    /// <summary>The most that the process held at an epoch's end.</summary>
    public double Megabytes { get; private set; }

    long Images { get; set; }

    public override void OnTrainBegin()
    {
        _clock.Start();
        (_before, _busyBefore) = (_clock.Elapsed, _process.TotalProcessorTime);
    }

    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        _process.Refresh();
        (Images, Epochs, Megabytes) = (SamplesSeen, Epochs + 1, Math.Max(Megabytes, _process.WorkingSet64 / 1e6));
        var (seconds, busy) = ((_clock.Elapsed - _before).TotalSeconds, (_process.TotalProcessorTime - _busyBefore).TotalSeconds);
        if (tells)
            Console.WriteLine($"processor {busy / seconds:P0} of one core, memory {_process.WorkingSet64 / 1e6:N0} MB, {(Images - _imagesBefore) / seconds:N0} images/s");
        (_before, _busyBefore, _imagesBefore) = (_clock.Elapsed, _process.TotalProcessorTime, Images);
    }

    public override void OnTrainEnd(Dictionary<string, double> logs) => _clock.Stop();
}
