using System.Diagnostics;

namespace Hornbill.Engine;

/// <summary>What each step of a plan takes, in processor time of all workers: its work is wrapped from now on.</summary>
sealed class StepTimes
{
    readonly long[] _ticks;
    readonly Step[] _steps;

    public StepTimes(Plan plan)
    {
        _steps = [.. plan.Setup.Concat(plan.Segments.SelectMany(s => s.Steps))];
        _ticks = new long[_steps.Length];
        for (var i = 0; i < _steps.Length; i++) Watch(i);
    }

    /// <summary>Forgets what was measured.</summary>
    public void Clear() => Array.Clear(_ticks);

    /// <summary>Each step, in the plan's order, with its seconds since the last <see cref="Clear"/>.</summary>
    public IEnumerable<StepTime> Read() => _steps.Select((s, i) => new StepTime(s.Name, (double)_ticks[i] / Stopwatch.Frequency,
        s.MultiplyAdds, Bytes(s, v => v.PerSample), Bytes(s, v => !v.PerSample)));

    static long Bytes(Step step, Func<Value, bool> which) =>
        step.Reads.Concat(step.Writes).Distinct().Where(which).Sum(v => v.Reserved) * sizeof(float);

    void Watch(int at)
    {
        var work = _steps[at].Work;
        _steps[at].Work = f =>
        {
            var start = Stopwatch.GetTimestamp();
            work(f);
            Interlocked.Add(ref _ticks[at], Stopwatch.GetTimestamp() - start);
        };
    }
}

/// <summary>What one step took.</summary>
/// <param name="Name">The step.</param>
/// <param name="Seconds">Of all workers together.</param>
/// <param name="MultiplyAdds">Of one sample, none skipped.</param>
/// <param name="SampleBytes">Bytes of a sample that it reads and writes.</param>
/// <param name="SharedBytes">Bytes of weights and sums that it reads and writes.</param>
readonly record struct StepTime(string Name, double Seconds, long MultiplyAdds, long SampleBytes, long SharedBytes);
