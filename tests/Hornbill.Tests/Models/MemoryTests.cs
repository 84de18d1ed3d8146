using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Models;

[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public class AloneCollection;

/// <summary>Nothing stays behind.</summary>
[Collection(nameof(MemoryTests))]
public class MemoryTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Speed", "slow")]
    public void A_thousand_compilations_and_fits_leave_memory_and_threads_as_they_are()
    {
        var (model, data) = (Samples.Tiny(), Samples.Blobs(64));
        (long Bytes, int Threads) hundredth = default;
        for (var i = 1; i <= 1000; i++)
        {
            model.Compile("adam", "sparse_categorical_crossentropy");
            model.Fit(data, batchSize: 16);
            if (i == 100) hundredth = Used();
        }
        var last = Used();
        output.WriteLine($"{hundredth} after 100, {last} after 1,000");
        Assert.InRange(last.Bytes, 0, hundredth.Bytes * 1.05);
        Assert.InRange(last.Threads, 0, hundredth.Threads + 1);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void A_thousand_models_leave_memory_and_threads_as_they_are()
    {
        var data = Samples.Data([12, 12, 1], 32);
        (long Bytes, int Threads) hundredth = default;
        for (var i = 1; i <= 1000; i++)
        {
            var model = Samples.Small();
            model.Compile("adam", "sparse_categorical_crossentropy");
            model.Fit(data);
            if (i == 100) hundredth = Used();
        }
        var last = Used();
        output.WriteLine($"{hundredth} after 100, {last} after 1,000");
        Assert.InRange(last.Bytes, 0, hundredth.Bytes * 1.05);
        Assert.InRange(last.Threads, 0, hundredth.Threads + 1);
    }

    [Fact]
    public void A_model_that_nobody_holds_is_collected_with_all_its_memory()
    {
        var left = Use(new Workers(3));
        Collect();
        Assert.All(left, l => Assert.False(l.IsAlive, "It is still held."));
    }

    // The workers are kept: sleeping threads must hold nothing either.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference[] Use(Workers workers)
    {
        var model = Samples.Small();
        model.Workers = workers;
        model.Compile("adam", "sparse_categorical_crossentropy");
        model.Fit(Samples.Data([12, 12, 1], 200), batchSize: 96);
        model.Predict(Samples.Random([12, 12, 1], 3));
        Session session;
        using (session = model.Open(Model.Training, 8)) { }
        return [new(model), new(model.Store), new(model.Store.Blocks[0].Weights), new(session), new(session.Scratch), new(session.Plan)];
    }

    [Fact]
    public void Workers_that_nobody_holds_end_their_threads()
    {
        Drop();
        for (var i = 0; i < 100 && Sleepers() > 0; i++)
        {
            Collect();
            Thread.Sleep(20);
        }
        Assert.Equal(0, Sleepers());
    }

    const int Many = 61;
    static int _before;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Drop()
    {
        Collect();
        _before = Process.GetCurrentProcess().Threads.Count;
        var workers = new Workers(Many);
        Assert.True(Process.GetCurrentProcess().Threads.Count > _before + (Many / 2));
        GC.KeepAlive(workers);
    }

    // Other threads of the test host come and go.
    static int Sleepers() => Math.Max(0, Process.GetCurrentProcess().Threads.Count - _before - 8);

    static (long Bytes, int Threads) Used()
    {
        Collect();
        using var process = Process.GetCurrentProcess();
        return (process.WorkingSet64, process.Threads.Count);
    }

    static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
