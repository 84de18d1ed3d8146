using Hornbill.Records;
using Hornbill.Records.Results;
using Hornbill.Records.Store;
using Hornbill.Tests.Tool;
using Xunit;

namespace Hornbill.Tests.Records.Store;

/// <summary>Programs that write are killed at random moments; the store stays sound, and what was written as one is there as one.</summary>
[Trait("Speed", "slow")]
public sealed class StoreKillsTests(Postgres postgres) : IDisposable
{
    const int Together = 400, Kills = 8, Longest = 1500;

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sqlite_stays_sound() => Kill(_folder.File("hornbill.db"), store =>
        Assert.Equal("ok", store.Database.Query("PRAGMA integrity_check", r => r.GetString(0))[0]));

    [Fact]
    public void Postgres_stays_sound() => Kill(postgres.Database(), _ => { });

    void Kill(string where, Action<RunStore> check)
    {
        ResultsFile.Write(_folder.File("many.json"), Enumerable.Range(0, Together).Select(i => RunRecordTests.Record(i)));
        using (var first = RunStore.Open(where)) first.Add(RunRecordTests.Record(0));
        var (random, killed) = (new Random(5), 0);
        for (var n = 0; n < Kills; n++)
        {
            using var program = ToolProcess.Shell(_folder.Path,
                $"results import many.json many.json many.json many.json --store '{where}'");
            Thread.Sleep(random.Next(Longest));
            program.Signal(9);
            if (program.End() != 0) killed++;
            using var store = RunStore.Open(where);
            check(store);
            Assert.Equal(1, store.List().Count % Together);
            Assert.Equal(store.List().Count, store.ReadAll().Count);
        }
        Assert.NotEqual(0, killed);
    }

    [Fact]
    public void Ten_thousand_runs_are_listed_ordered_and_filtered_at_once()
    {
        using var store = RunStore.Open(_folder.File("hornbill.db"));
        store.AddAll(Enumerable.Range(0, 10_000).Select(i => new RunRecord
        {
            CodeRef = "c",
            TestResults = [1, i * 37 % 10_000 / 10_000.0],
            History = new Dictionary<string, IReadOnlyList<double>>
            {
                ["loss"] = [.. Enumerable.Repeat(0.5, 20)],
                ["val_acc"] = [.. Enumerable.Repeat(0.25, 20)]
            },
            Details = new() { Settings = new Dictionary<string, string> { ["batch_size"] = $"{i % 7}", ["net"] = "lab-d" } },
        }));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var (what, list) in ((string, Func<IReadOnlyList<RunSummary>>)[])[("first", () => store.List()),
            ("list", () => store.List()), ("order", () => store.List(order: RunOrder.Best)),
            ("filter", () => store.List(RunFilter.Parse("batch_size=3,accuracy>=0.5"), RunOrder.Best))])
        {
            clock.Restart();
            var runs = list();
            TestContext.Current.SendDiagnosticMessage($"{what}: {runs.Count} of 10000 runs in {clock.Elapsed.TotalMilliseconds:0} ms");
            Assert.Equal(what == "filter" ? Enumerable.Range(0, 10_000).Count(i => i % 7 == 3 && i * 37 % 10_000 >= 5000) : 10_000,
                runs.Count);
        }
    }

    [Fact]
    public void A_training_that_is_killed_leaves_its_record_up_to_the_last_epoch()
    {
        using (var program = new ToolProcess(_folder.Path, "train", "--limit", "500", "--epochs", "100000", "--net", "lab-a-baseline"))
        {
            program.Await("Epoch 3/100000");
            program.Signal(9);
            program.End();
        }
        using var store = RunStore.Open(_folder.File("hornbill.db"), create: false);
        var run = Assert.Single(store.List());
        Assert.Equal(RunState.Running, run.State);
        Assert.InRange(run.Epochs, 2, 99_999);
        Assert.NotEmpty(store.Steps(run.Id));
    }
}
