using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Hornbill.Execution;

namespace Hornbill.Execution;

/// <summary>Something that several threads do together.</summary>
interface IJob
{
    /// <summary>Called once on each worker that comes in time; takes work until there is none left.</summary>
    void Run(int worker);
}

/// <summary>Threads that wait for work: the caller is the first of them. They spin for a moment and then sleep, since processors are
/// shared. They hold nothing of a model between jobs and end when nobody holds them.</summary>
/// <example><code>model.Workers = new Workers(4);</code></example>
public sealed class Workers
{
    static readonly Lazy<Workers> Shared = new(() => new(Environment.ProcessorCount));

    readonly Crew _crew;

    /// <summary>Workers of their own, the caller among them.</summary>
    /// <param name="threads">At least 1.</param>
    public Workers(int threads)
    {
        if (threads is < 1 or > 1024)
            throw new ArgumentException(
                $"{threads} threads were asked for, but it takes 1 to 1024. Give the number of processors, or less.", nameof(threads));
        _crew = new(threads);
    }

    /// <summary>Stops the threads; there are none where the constructor threw.</summary>
    ~Workers() => _crew?.Stop();

    /// <summary>One for each processor, made on first use and shared by all models that have none of their own.</summary>
    public static Workers Default => Shared.Value;

    /// <summary>Number of threads, the caller's among them.</summary>
    public int Count => _crew.Count;

    /// <summary>Jobs in which worker <paramref name="worker"/> took part, and bytes it allocated in them.</summary>
    internal (long Units, long Bytes) Done(int worker) => _crew.Done(worker);

    /// <summary>Notes units of work.</summary>
    internal void Tally(int worker) => _crew.Add(worker);

    /// <summary>Runs a job to its end; what it throws on any thread arrives as itself. If another caller's job is running, this one runs on
    /// the caller's thread alone: bits do not depend on it.</summary>
    internal void Run(IJob job)
    {
        _crew.Run(job);
        GC.KeepAlive(this);
    }
}

/// <summary>The threads themselves: they know their crew and not its owner, so that the owner can be collected.</summary>
sealed class Crew
{
    static readonly long SpinTicks = Stopwatch.Frequency * 30 / 1_000_000;

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 64)]
    struct Counts
    {
        public long Units, Bytes;
    }

    readonly object _gate = new(), _owner = new();
    readonly Counts[] _tallies;
    IJob? _job;
    volatile int _generation, _sleeping, _inside;
    volatile bool _open, _stop;
    volatile bool _callerSleeps;
    volatile ExceptionDispatchInfo? _failure;

    public Crew(int count)
    {
        Count = count;
        _tallies = new Counts[count];
        for (var w = 1; w < count; w++)
        {
            var worker = w;
            new Thread(() => Live(worker), 512 * 1024) { IsBackground = true, Name = $"Hornbill worker {w}" }.Start();
        }
    }

    public int Count { get; }

    public (long Units, long Bytes) Done(int worker) => (_tallies[worker].Units, _tallies[worker].Bytes);

    public void Add(int worker) => _tallies[worker].Units++;

    public void Stop()
    {
        _stop = true;
        lock (_gate) Monitor.PulseAll(_gate);
    }

    public void Run(IJob job)
    {
        if (Count == 1 || !Monitor.TryEnter(_owner))
        {
            Take(job, 0);
            return;
        }
        try
        {
            Open(job);
            try
            {
                Take(job, 0);
            }
            finally
            {
                Close();
            }
            _failure?.Throw();
        }
        finally
        {
            Monitor.Exit(_owner);
        }
    }

    void Open(IJob job)
    {
        (_job, _failure) = (job, null);
        _open = true;
        Interlocked.Increment(ref _generation);
        if (_sleeping == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }

    // Nobody comes in any more; who is inside ends first.
    void Close()
    {
        _open = false;
        Interlocked.MemoryBarrier();
        for (var start = Stopwatch.GetTimestamp(); _inside > 0;)
        {
            Thread.SpinWait(8);
            if (Stopwatch.GetTimestamp() - start < SpinTicks) continue;
            lock (_gate)
            {
                _callerSleeps = true;
                while (_inside > 0) Monitor.Wait(_gate, 1);
                _callerSleeps = false;
            }
        }
        _job = null;
    }

    void Live(int worker)
    {
        for (var seen = 0; !_stop;)
        {
            Await(seen);
            seen = _generation;
            Interlocked.Increment(ref _inside);
            TakeOpen(worker);
            Interlocked.Decrement(ref _inside);
            if (_callerSleeps) lock (_gate) Monitor.PulseAll(_gate);
        }
    }

    // Apart from the loop, so that no slot of a sleeping thread's stack holds on to a job.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    void TakeOpen(int worker)
    {
        if (!_open || _job is not { } job) return;
        try
        {
            Take(job, worker);
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    void Await(int seen)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - start < SpinTicks;)
        {
            if (_generation != seen || _stop) return;
            Thread.SpinWait(8);
        }
        lock (_gate)
        {
            Interlocked.Increment(ref _sleeping);
            while (_generation == seen && !_stop) Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    void Take(IJob job, int worker)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        job.Run(worker);
        _tallies[worker].Bytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
