using System.Text.Json;
using Hornbill.Records.Search;
using Hornbill.Records.Store;
using Hornbill.Tests.Records.Store;
using Hornbill.Tests.Tool;
using Hornbill.Tool.Searches;
using Xunit;

namespace Hornbill.Tests.Records.Search;

/// <summary>The command from outside: stopped, killed, shared.</summary>
[Trait("Speed", "slow")]
public sealed class SearchProgramTests(Postgres postgres) : IDisposable
{
    const string Spec = """
        {"name": "s", "dataset": "glyphs", "limit": 300, "test_limit": 100, "net": "lab-a-baseline", "sampler": "SAMPLER", "points": 6, "stop_hopeless": false,
         "fixed": {"epochs": 2}, "search": {"learning_rate": {"min": 0.0001, "max": 0.1, "log": true}, "units": [16, 64], "augment.rotation": [0, 7], "batch_size": [16, 32]}}
        """;

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Write(string text, string name = "spec.json")
    {
        File.WriteAllText(_folder.File(name), text);
        return name;
    }

    ToolProcess Start(string store, params string[] more) =>
        new(_folder.Path, ["search", "spec.json", "--json", "--store", store, .. more]);

    static string Best(ToolProcess program)
    {
        Assert.True(program.End() == 0, program.Error);
        return program.Output.TrimEnd().Split('\n').Single(l => l.EndsWith("\"best\":true}", StringComparison.Ordinal)) is var line
            && JsonDocument.Parse(line).RootElement is var best
            ? $"{best.GetProperty("settings")} {best.GetProperty("folds")}"
            : "";
    }

    [Fact]
    public void Killed_and_stopped_it_goes_on_and_finds_the_same()
    {
        Write(Spec.Replace("SAMPLER", "tpe", StringComparison.Ordinal));
        using var whole = Start("whole.db");
        var best = Best(whole);
        var random = new Random(3);
        for (var n = 0; n < 4; n++)
        {
            using var stopped = Start("parts.db", "--lease", "1");
            Thread.Sleep(random.Next(300, 1500));
            stopped.Signal(n % 2 == 0 ? 9 : ToolProcess.Terminate);
            stopped.End();
        }
        using var parts = Start("parts.db", "--lease", "1", "--output", "models/best.safetensors", "--threads", "1");
        Assert.Equal(best, Best(parts));
        using var store = RunStore.Open(_folder.File("parts.db"), create: false);
        var run = store.Read(Assert.Single(store.List()).Id);
        Assert.Equal("hornbill search", run.CodeRef);
        Assert.Equal(18, store.Database.Query("SELECT COUNT(*) FROM search_folds WHERE state = 'done' AND rung = 0", r =>
            r.GetInt32(0))[0]);
    }

    [Fact]
    public void Three_processes_share_one_postgres_and_one_is_killed()
    {
        Write(Spec.Replace("SAMPLER", "random", StringComparison.Ordinal));
        var where = postgres.Database();
        using var alone = Start("alone.db");
        var best = Best(alone);
        ToolProcess[] workers = [.. Enumerable.Range(0, 3).Select(_ => Start(where, "--lease", "2", "--threads", "1"))];
        using var store = RunStore.Open(where);
        while (store.Database.Query("SELECT COUNT(*) FROM search_folds WHERE state = 'done'", r => r.GetInt32(0))[0] == 0) Thread.Sleep(5);
        workers[0].Signal(9);
        workers[0].End();
        Assert.All(workers[1..], w => Assert.Equal(best, Best(w)));
        Assert.Equal([(18, 1L)], store.Database.Query(
            "SELECT COUNT(*), COUNT(DISTINCT run) FROM search_folds WHERE state = 'done' AND rung < 1000000 OR run IS NOT NULL", r => (r.GetInt32(0) - 1, r.GetInt64(1))));
        Assert.Single(store.List());
        foreach (var worker in workers) worker.Dispose();
    }

    [Fact]
    public void The_table_shows_points_and_the_test_of_the_best()
    {
        Write(Spec.Replace("SAMPLER", "halving", StringComparison.Ordinal));
        using var program = new ToolProcess(_folder.Path, "search", "spec.json");
        Assert.True(program.End() == 0, program.Error);
        Assert.Contains("6 points of 3 folds on glyphs, in hornbill.db", program.Output, StringComparison.Ordinal);
        Assert.Contains("24/24 folds", program.Output, StringComparison.Ordinal);
        Assert.Matches(@"Best: learning_rate=[\d.]+, units=\d+, augment\.rotation=\d, batch_size=\d+: 0\.\d{4}", program.Output);
        Assert.Contains("Refitted on all and tested once: loss", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_points_cost_little_more_than_their_fits()
    {
        using var store = RunStore.Open(_folder.File("hornbill.db"));
        var spec = SearchSpec.Read(Path.Combine(Repository.Root(), "labs", "search", "glyphs.json"));
        spec = spec with { Plan = spec.Plan with { StopsHopeless = false } };
        var trials = new Trials(spec, null, null);
        var (fits, clock) = (TimeSpan.Zero, System.Diagnostics.Stopwatch.StartNew());
        var outcome = new Hornbill.Records.Search.Search(store, spec.Plan).Run((task, cancel) =>
        {
            var fit = System.Diagnostics.Stopwatch.StartNew();
            var result = trials.Fit(task, cancel);
            fits += fit.Elapsed;
            return result;
        });
        Assert.Equal((60, true), (outcome.Points.Sum(p => p.Folds.Count), outcome.IsOver));
        TestContext.Current.SendDiagnosticMessage(
            $"20 points x 3 folds: {clock.Elapsed.TotalSeconds:0.0} s, {clock.Elapsed / fits:0.000} times their fits.");
    }

    [Fact]
    public void The_labs_searches_can_be_done()
    {
        var specs = Directory.GetFiles(Path.Combine(Repository.Root(), "labs", "search"), "*.json").Select(SearchSpec.Read)
            .ToDictionary(s => s.Plan.Name);
        Assert.Equal((16, 3, 30), (specs["lab-c-grid-1"].Plan.Count, specs["lab-c-grid-2"].Plan.Count, specs["lab-b-builder"].Plan.Count));
        Assert.All(specs.Values, s => Assert.Equal(3, s.Plan.Folds));
        var best = specs["lab-c-grid-2"].At(new Dictionary<string, string> { ["batch_size"] = "10" });
        Assert.Equal((10, 15, 0.1, "sgd"), (best.BatchSize, best.Epochs, best.LearningRate, best.Optimizer));
    }

    [Theory]
    [InlineData("{\"serach\": {}}", "search")]
    [InlineData("{\"search\": {\"learning_rat\": [1]}}", "learning_rat")]
    [InlineData("{\"search\": {\"units\": 5}}", "units")]
    [InlineData("{\"search\": {\"units\": {\"min\": 5}}}", "units")]
    [InlineData("{\"search\": {\"optimizer\": [\"adam\", \"adma\"]}, \"sampler\": \"grid\"}", "adma")]
    [InlineData("{\"dataset\": \"glyhps\", \"search\": {\"units\": [5]}}", "glyphs")]
    [InlineData("{\"points\": 1e99, \"search\": {\"units\": [5]}}", "spec.json")]
    [InlineData("{\"search\": {\"batch_size\": [0]}}", "batch_size")]
    [InlineData("[1, 2", "spec.json")]
    public void A_wrong_file_is_told_before_anything_is_trained(string text, string mention)
    {
        var path = _folder.File(Write(text));
        Assert.Contains(mention, Assert.Throws<InvalidDataException>(() => SearchSpec.Read(path)).Message, StringComparison.Ordinal);
    }
}
