using System.Globalization;
using Hornbill.Records;
using Hornbill.Records.Search;
using Hornbill.Records.Store;
using Hornbill.Tests.Records.Store;
using Xunit;
using Finder = Hornbill.Records.Search.Search;

namespace Hornbill.Tests.Records.Search;

/// <summary>What holds for a search in any store; the fits are formulas.</summary>
public abstract class SearchTests
{
    protected abstract string Where { get; }

    static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    static SearchPlan Plan(string sampler) => new()
    {
        Name = sampler,
        Sampler = sampler,
        Points = 12,
        Settings = [SearchSetting.Of("a", "1", "2", "3", "4"), SearchSetting.Of("b", "x", "y", "z")],
        StopsHopeless = false,
    };

    static FoldResult Fit(FoldTask task, CancellationToken _) =>
        new(0.5 + (0.1 * int.Parse(task.Settings["a"], CultureInfo.InvariantCulture)) - (task.Settings["b"] == "y" ? 0 : 0.05)
            + (0.001 * task.Fold) - (0.1 * (1 - task.Share)), 1);

    static RunRecord Refit(PointResult best, CancellationToken _) =>
        new() { Info = string.Join(' ', best.Settings.Values), TestResults = [0.1, 0.9] };

    static string Best(SearchOutcome outcome) => string.Join(' ', outcome.Best!.Settings.Values);

    [Theory]
    [InlineData("grid")]
    [InlineData("random")]
    [InlineData("halving")]
    [InlineData("asha")]
    [InlineData("tpe")]
    public void A_search_does_each_fold_once_and_refits_the_best_once(string sampler)
    {
        using var store = RunStore.Open(Where);
        List<FoldTask> done = [];
        var plan = Plan(sampler);
        SearchOutcome Run() => new Finder(store, plan, Lease).Run((task, c) =>
        {
            done.Add(task);
            return Fit(task, c);
        }, Refit);
        var outcome = Run();
        Assert.Equal(done.Count, done.Select(t => (t.Point, t.Rung, t.Fold)).Distinct().Count());
        Assert.Equal(sampler is "halving" or "asha" ? (12 + 4 + 1) * 3 : 12 * 3, done.Count);
        if (sampler == "grid") Assert.Equal("4 y", Best(outcome));
        Assert.True(outcome.IsOver);
        Assert.Equal((3, 12), (outcome.Best!.Score.Count, outcome.Points.Count));
        if (sampler == "halving") Assert.Equal([1.0 / 9, 1.0 / 3, 1], done.Select(t => t.Share).Distinct().Order());
        Assert.Equal(Best(outcome), Assert.Single(store.ReadAll()).Info);
        // Started again there is nothing to do.
        Assert.Equal(Best(outcome), Best(Run()));
        Assert.Equal(done.Count, done.Select(t => (t.Point, t.Rung, t.Fold)).Distinct().Count());
        Assert.Single(store.ReadAll());
    }

    [Fact]
    public void Stopped_anywhere_it_goes_on_and_comes_to_the_same()
    {
        using var store = RunStore.Open(Where);
        using var whole = RunStore.Open(Where);
        var expected = new Finder(whole, Plan("tpe") with { Name = "whole" }, Lease).Run(Fit, Refit);
        var (done, outcome) = (0, default(SearchOutcome));
        for (var stops = 0; outcome is not { IsOver: true }; stops++)
        {
            using var stop = new CancellationTokenSource();
            var left = stops % 4;
            outcome = new Finder(store, Plan("tpe"), Lease).Run((task, c) =>
            {
                if (left-- == 0) stop.Cancel();
                else done++;
                return Fit(task, c);
            }, Refit, null, stop.Token);
            Assert.True(stops < 200);
        }
        Assert.Equal(36, done);
        Assert.Equal(expected.Points.Select(p => (string.Join(' ', p.Settings.Values), p.Score)),
            outcome.Points.Select(p => (string.Join(' ', p.Settings.Values), p.Score)));
    }

    [Fact]
    public void Three_workers_of_which_one_dies_do_each_fold_once_and_find_the_same()
    {
        var (where, plan, done) = (Where, Plan("tpe"), new System.Collections.Concurrent.ConcurrentBag<(int, int)>());
        string expected;
        using (var alone = RunStore.Open(where)) expected = Best(new Finder(alone, plan with { Name = "alone" }, Lease).Run(Fit));
        using (var dead = RunStore.Open(where))
            // It takes a fold and shows no life any more.
            Assert.NotNull(new SearchTable(dead.Database, plan, "dead", Lease).Claim());
        var outcomes = new SearchOutcome[3];
        var workers = Enumerable.Range(0, 3).Select(w => new Thread(() =>
        {
            using var store = RunStore.Open(where);
            outcomes[w] = new Finder(store, plan, Lease).Run((task, c) =>
            {
                done.Add((task.Point, task.Fold));
                Thread.Sleep(5);
                return Fit(task, c);
            }, Refit);
        })).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        Assert.Equal(36, done.Count);
        Assert.Equal(36, done.Distinct().Count());
        Assert.All(outcomes, o => Assert.Equal(expected, Best(o)));
        using var after = RunStore.Open(where);
        Assert.Single(after.ReadAll());
    }

    [Fact]
    public void What_a_worker_brings_that_counted_as_dead_is_left_out()
    {
        using var store = RunStore.Open(Where);
        var (plan, none) = (Plan("grid"), TimeSpan.Zero);
        SearchTable slow = new(store.Database, plan, "slow", none), quick = new(store.Database, plan, "quick", none);
        var task = slow.Claim()!;
        Thread.Sleep(20);
        Assert.Equal(task with { Settings = null! }, quick.Claim()! with { Settings = null! });
        Assert.False(slow.Beat(task));
        Assert.False(slow.End(task, FoldState.Done, new(0.1, 1), 1, null));
        Assert.True(quick.End(task, FoldState.Done, new(0.9, 1), 1, null));
        Assert.Equal(0.9, Assert.Single(store.Database.Query("SELECT score FROM search_folds WHERE state = 'done'", r => r.GetDouble(0))));
        // A fold at which three died is not tried again.
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal(1, quick.Claim()!.Fold);
            Thread.Sleep(20);
        }
        Assert.Equal(2, quick.Claim()!.Fold);
    }

    [Fact]
    public void Settings_that_cannot_be_used_fail_and_hopeless_points_stop()
    {
        using var store = RunStore.Open(Where);
        var count = 0;
        var outcome = new Finder(store, Plan("grid") with { StopsHopeless = true }, Lease).Run((task, c) =>
        {
            count++;
            if (task.Settings["a"] == "2") throw new ArgumentException("It does not fit.");
            return task.Settings["a"] == "3" ? new(double.NaN, double.NaN)
                : Fit(task with
                {
                    Settings = new Dictionary<string,
                string>
                    { ["a"] = task.Settings["a"] == "1" ? "4" : "1", ["b"] = task.Settings["b"] }
                }, c);
        });
        Assert.Equal("1 y", Best(outcome));
        Assert.Equal("It does not fit.", outcome.Points[3].Note);
        Assert.Equal(["done", "done", "stopped", "failed", "failed", "failed", "stopped", "stopped", "stopped", "stopped", "stopped",
            "stopped"], outcome.Points.Select(p => p.State));
        Assert.True(count < 36);
        Assert.True(outcome.IsOver);
    }

    [Fact]
    public void Another_search_of_the_same_name_and_other_errors_are_told()
    {
        using var store = RunStore.Open(Where);
        Assert.Throws<IOException>(() => new Finder(store, Plan("grid"), Lease).Run((_, _) => throw new IOException("gone")));
        Assert.Equal(36, new Finder(store, Plan("grid"), Lease).Run(Fit).Points.Sum(p => p.Folds.Count(double.IsFinite)));
        ThreeParts.Throws<ArgumentException>(() => new Finder(store, Plan("grid") with { Seed = 1 }), "grid");
    }
}

public sealed class SqliteSearchTests : SearchTests, IDisposable
{
    readonly TempFolder _folder = new();

    protected override string Where => _folder.File("hornbill.db");

    public void Dispose() => _folder.Dispose();
}

public sealed class PostgresSearchTests(Postgres postgres) : SearchTests
{
    string? _where;

    protected override string Where => _where ??= postgres.Database();
}
