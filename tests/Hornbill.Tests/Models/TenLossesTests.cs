using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Ten training losses from given weights and batches, as another program computes them in double precision.</summary>
public class TenLossesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("lab-d", 1)]
    [InlineData("lab-a-5x5", 1)]
    public void First_seed(string net, int seed) => Compare(net, seed);

    [Theory]
    [Trait("Speed", "slow")]
    [InlineData("lab-d", 2)]
    [InlineData("lab-d", 3)]
    [InlineData("lab-d", 4)]
    [InlineData("lab-d", 5)]
    [InlineData("lab-a-5x5", 2)]
    [InlineData("lab-a-5x5", 3)]
    [InlineData("lab-a-5x5", 4)]
    [InlineData("lab-a-5x5", 5)]
    public void Other_seeds(string net, int seed) => Compare(net, seed);

    // Fewer multiplications round more, and of two nearly equal maxima the other may win: the losses then part slowly.
    [Theory]
    [InlineData("lab-d", 1)]
    [InlineData("lab-d", 2)]
    public void Fast_numerics_stay_near(string net, int seed)
    {
        var (fast, exact) = (Differences(net, seed, Numerics.Fast), Differences(net, seed, Numerics.Exact));
        Assert.NotEqual(exact, fast);
        Assert.InRange(fast.Max(), 0, 1e-2);
        Assert.InRange(fast[0], 0, 1e-6);
    }

    void Compare(string net, int seed)
    {
        var differences = Differences(net, seed, Numerics.Exact);
        var median = differences.Order().Skip(4).Take(2).Average();
        output.WriteLine($"{net}, seed {seed}: median {median:g3}, largest {differences.Max():g3}");
        Assert.True(median <= 1e-5 && differences.Max() <= 1e-3,
            $"{net}, seed {seed}: {string.Join(", ", differences.Select(d => d.ToString("g3")))}");
    }

    static double[] Differences(string net, int seed, Numerics numerics)
    {
        var run = GoldenData.Read("ten_losses.json").GetProperty("runs").EnumerateArray()
            .Single(r => r.GetProperty("net").GetString() == net && r.GetProperty("seed").GetInt32() == seed);
        var (batch, expected) = (run.GetProperty("batch").GetInt32(), run.Doubles("double"));
        var model = Nets.Find(net).Build(set: new Dictionary<string, string> { ["dropout"] = "0" });
        model.Numerics = numerics;
        model.SetWeights([.. model.GetWeights().Select((w, v) =>
            new Tensor(w.Value.Shape, GoldenData.Weight((seed * 1000) + v, w.Value.Shape.ToArray())))]);
        return [.. expected.Select((e, t) => Math.Abs((Loss(model, seed, t, batch) / e) - 1))];
    }

    static double Loss(Model model, int seed, int t, int batch)
    {
        var labels = GoldenData.Labels((seed * 1000) + 200 + t, batch);
        var data = new ArrayData(new([batch, 28, 28, 1], GoldenData.Images((seed * 1000) + 100 + t, labels)),
            new([batch], [.. labels.Select(l => (float)l)]));
        return model.Fit(data, batchSize: batch, shuffle: false)["loss"][0];
    }
}
