using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Tests.Engine;
using Xunit;

namespace Hornbill.Tests.Graph;

/// <summary>Random graphs: the plan's memory, and what it computes of all that is asked for, held against the second engine. Tolerances are
/// shares of what the results are made of, channel by channel.</summary>
public class RandomGraphTests
{
    const int Seeds = 60;

    // In single precision, of terms rounded at 6e-8 each, a few ops behind each other.
    const double Tolerance = 1e-4;

    static readonly Workers Two = new(2);

    public static TheoryData<int, bool> Ranges =>
    [
        .. Enumerable.Range(0, 3).Select(third => new TheoryDataRow<int, bool>(third, false)),
        .. Enumerable.Range(0, 3).Select(third => new TheoryDataRow<int, bool>(third, true).WithTrait("Speed", "slow")),
    ];

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Plans_share_no_live_memory_and_compute_what_the_second_engine_does(int third, bool images)
    {
        var seeds = Enumerable.Range(third * Seeds / 3, Seeds / 3).Where(seed => RandomGraph.HasImages(seed) == images);
        var failures = seeds.Select(seed => Record.Exception(() => Agree(seed))?.Message).OfType<string>().ToArray();
        Assert.True(failures.Length == 0, string.Join('\n', failures));
    }

    static void Agree(int seed)
    {
        var drawn = RandomGraph.Of(seed);
        var run = new PlanRun(drawn.G, drawn.Request, workers: seed % 2 == 0 ? Two : null, poisoned: true);
        Overlaps.AssertNone(run.Plan, $"seed {seed}");
        var engine = drawn.Reference;
        foreach (var n in drawn.Outputs) Close.Terms(run[n], engine.Value(n), engine.Terms(n), n.Shape[^1], Tolerance,
            $"seed {seed}: {n.Name}");
        Close.Terms(run.Losses, engine.Value(drawn.Loss), engine.Terms(drawn.Loss), 1, Tolerance, $"seed {seed}: losses");
        foreach (var n in drawn.By) Close.Terms(run.Gradient(n), engine.Gradient(n), engine.GradientTerms(n), n.Shape[^1], Tolerance,
            $"seed {seed}: d {n.Name}");
    }

    [Fact]
    public void The_seeds_draw_every_unit_of_work_every_cut_and_every_kind_of_sum()
    {
        var plans = Enumerable.Range(0, Seeds).Select(seed => RandomGraph.Of(seed))
            .Select(d => (d.G.Samples, Plan: Plan.Make(d.Request, 8))).ToArray();
        var cuts = plans.SelectMany(p => p.Plan.Segments.Zip(p.Plan.Segments.Skip(1), (a, b) => (a.Unit, b.Unit))).CountBy(c => c)
            .ToDictionary();
        foreach (var cut in from a in Enum.GetValues<Unit>() from b in Enum.GetValues<Unit>() select (a, b)) Assert.True(
            cuts.GetValueOrDefault(cut) > 0, $"{cut} in none.");
        var sums = plans.SelectMany(p => p.Plan.Values.Where(v => v.Place == Place.Sum).Select(v => v.Sharded)).ToArray();
        Assert.Contains(true, sums);
        Assert.Contains(false, sums);
        Assert.Contains(plans, p => p.Samples == 1 && p.Plan.Segments.Any(s => s.Unit == Unit.Tiles));
        Assert.Contains(plans, p => Plan.Shards(p.Samples) > 1 && p.Plan.Segments.Any(s => s.Unit == Unit.Tiles && s.Tile < p.Samples));
        var steps = plans.SelectMany(p => p.Plan.Segments).SelectMany(s => s.Steps).Select(s => s.Name).ToArray();
        foreach (var words in new[] { "+ statistics", ": statistics", "normalise", "normalise + add", "normalise + relu", "scale and shift",
            "layer normalisation", "group normalisation", "max-pooling",
                                      "transposed", "depthwise", "sum of shards", "concatenate", "relu before it", "dropout", "prelu",
                                          "average", "maximum" })
            Assert.Contains(steps, s => s.Contains(words, StringComparison.Ordinal));
    }
}
