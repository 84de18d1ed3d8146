using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Tests.Graph;
using Hornbill.Tests.Kernels;
using Xunit;

namespace Hornbill.Tests.Engine;

/// <summary>A batch that several machines share gives the bits of one.</summary>
public class RanksTests
{
    // Small graphs with normalisations and few and many samples; wide weights, whose gradients one owner sums; wide kernels; images too
    // large for a tile.
    public static TheoryData<int> Seeds => [0, 1, 4, 7, 12, 15, 21, 33, 17, 37, 18, 38,
        .. new[] { 19, 39 }.Select(s => new TheoryDataRow<int>(s).WithTrait("Speed", "slow"))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_graphs_have_the_same_bits_on_one_two_and_four(int seed)
    {
        var drawn = RandomGraph.Draw(seed);
        AssertSame(drawn.G, drawn.Request, $"seed {seed}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(13)]
    [InlineData(50)]
    [InlineData(100)]
    public void Normalisation_wide_weights_and_noise_have_them_too(int samples)
    {
        var g = new TwinGraph(samples);
        var y = g.Convolution("conv", g.Input("x", [6, 6, 2]), g.Weight("w", 3, 3, 2, 5), g.Weight("b", 5), pads: new(1, 1, 1, 1));
        y = g.Pool("pool", g.Relu("relu", g.Normalize("norm", y, g.Weight("gamma", 5), g.Weight("beta", 5))), new(2, 2));
        y = g.Dropout("dropout", g.Relu("relu2", g.Dense("wide", g.Flat(y), g.Weight("w wide", 45, 1500), g.Weight("b wide", 1500))), 0.4f);
        y = g.Dense("last", g.Normalize("norm2", y, g.Weight("gamma2", 1500), g.Weight("beta2", 1500)), g.Weight("w last", 1500, 4));
        var penalty = g.Penalty("penalty", y, 0.01, 0.02);
        var loss = g.Total("total", penalty, g.Loss(y, sparse: true, fromLogits: true), 0.5f);
        AssertSame(g, new([y], loss, [.. g.Leaves.Keys.Except(g.Frozen).Where(n => n.Name is not ("target" or "weights"))], Training: true),
            $"{samples} samples");
    }

    [Fact]
    public void Only_steps_that_mix_samples_are_gathered_for()
    {
        var g = new TwinGraph(24);
        var y = g.Relu("relu", g.Convolution("conv", g.Input("x", [6, 6, 2]), g.Weight("w", 3, 3, 2, 5), pads: new(1, 1, 1, 1)));
        y = g.Dense("dense", g.Flat(y), g.Weight("v", 180, 4), g.Weight("b", 4));
        var loss = g.Loss(y, sparse: true, fromLogits: true);
        // Forward the result alone; backward the sums of both weights and the losses.
        Assert.Equal(2, new Ranks(2, g, new([y])).Gathered);
        Assert.Equal(2 * 3, new Ranks(2, g, new([], loss, [.. g.Weights], Training: true)).Gathered);
        var steps = Plan.Make(new([], loss, [.. g.Weights], Training: true), 8).Segments.SelectMany(s => s.Steps).Where(s => s.MixesSamples)
            .ToArray();
        Assert.All(steps, s => Assert.Contains("sum of shards", s.Name));
        Assert.Equal(2, steps.Length);
    }

    [Fact]
    public void Shares_are_whole_shards_and_all_of_them()
    {
        foreach (var samples in new[] { 1, 5, 6, 7, 31, 96, 97, 1000 })
            foreach (var ranks in new[] { 1, 2, 3, 4, 7 })
            {
                var shares = Enumerable.Range(0, ranks).Select(r => Share.Of(r, ranks, samples)).Where(s => s.Count > 0).ToArray();
                Assert.Equal(samples, shares.Sum(s => s.Count));
                Assert.Equal(Plan.Shards(samples), shares.Sum(s => s.Shards));
                for (var i = 1; i < shares.Length; i++) Assert.Equal(shares[i - 1].First + shares[i - 1].Count, shares[i].First);
                Assert.All(shares, s => Assert.Equal(s.First, Plan.Shard(s.FirstShard, samples).From));
            }
    }

    static void AssertSame(TwinGraph g, Request request, string what)
    {
        var one = new PlanRun(g, request);
        foreach (var count in new[] { 1, 2, 4 })
            foreach (var (rank, run) in new Ranks(count, g, request).Runs.Index())
            {
                var name = $"{what}: rank {rank} of {count}";
                foreach (var n in request.Outputs) Numbers.AssertBits(one[n], run[n], $"{name}, {n.Name}");
                if (request.Scalar is not null) Numbers.AssertBits(one.Losses, run.Losses, $"{name}, losses");
                foreach (var n in request.By) Numbers.AssertBits(one.Gradient(n), run.Gradient(n), $"{name}, d {n.Name}");
                foreach (var v in g.Variables) Numbers.AssertBits(one.Held(v), run.Held(v), $"{name}, {v.Name}");
            }
    }
}
