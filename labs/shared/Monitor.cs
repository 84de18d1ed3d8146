/// <summary>Takes the time of a training, and tells after each epoch, where that is asked for, how busy processor and memory are; at the
/// end as a chart.</summary>
sealed class Monitor(bool tells) : Callback
{
    const string Bars = "▁▂▃▄▅▆▇█";

    readonly Process _process = Process.GetCurrentProcess();
    readonly Stopwatch _clock = new();
    readonly List<double> _processor = [], _memory = [], _speed = [];
    TimeSpan _before, _busyBefore;
    long _images;

    /// <summary>Of training and validation, over all epochs.</summary>
    public double Seconds => _clock.Elapsed.TotalSeconds;

    public int Epochs => _speed.Count;

    /// <summary>Trained on per second, the time of validation included.</summary>
    public double ImagesPerSecond => _images / Math.Max(Seconds, 1e-9);

    /// <summary>The most that the process held at an epoch's end.</summary>
    public double Megabytes => _memory.DefaultIfEmpty().Max();

    public override void OnTrainBegin()
    {
        _clock.Start();
        (_before, _busyBefore) = (_clock.Elapsed, _process.TotalProcessorTime);
    }

    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        _process.Refresh();
        var seconds = (_clock.Elapsed - _before).TotalSeconds;
        _processor.Add((_process.TotalProcessorTime - _busyBefore).TotalSeconds / seconds);
        _memory.Add(_process.WorkingSet64 / 1e6);
        _speed.Add((SamplesSeen - _images) / seconds);
        (_before, _busyBefore, _images) = (_clock.Elapsed, _process.TotalProcessorTime, SamplesSeen);
        if (tells) Console.WriteLine($"processor {_processor[^1]:P0} of one core, memory {_memory[^1]:N0} MB, {_speed[^1]:N0} images/s");
    }

    public override void OnTrainEnd(Dictionary<string, double> logs)
    {
        _clock.Stop();
        if (!tells || Epochs == 0) return;
        Chart("processor", _processor, "P0");
        Chart("memory, MB", _memory, "N0");
        Chart("images/s", _speed, "N0");
    }

    // A bar for each epoch, from nothing to the greatest.
    static void Chart(string what, List<double> values, string form) => Console.WriteLine(
        $"{what,-12}{string.Concat(values.Select(v => Bars[(int)Math.Clamp(v / Math.Max(values.Max(), 1e-9) * (Bars.Length - 1), 0, Bars.Length - 1)]))} " +
        $"{values.Min().ToString(form)} to {values.Max().ToString(form)}");
}
