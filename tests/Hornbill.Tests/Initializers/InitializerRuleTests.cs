using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Initializers;

public class InitializerRuleTests
{
    static readonly Shape Kernel = [5, 5, 200, 200];

    [Fact]
    public void Glorot_uniform_has_the_mean_deviation_and_bounds_of_its_rule()
    {
        var limit = Math.Sqrt(6.0 / (25 * 400));
        var draws = Draw("glorot_uniform", Kernel, 3);
        // The fourth moment of a uniform distribution is 9/5 of its variance squared.
        AssertMoments(draws, limit / Math.Sqrt(3), kurtosis: 1.8);
        Assert.InRange(draws.Min(), -limit, -limit * 0.9999);
        Assert.InRange(draws.Max(), limit * 0.9999, limit);
    }

    [Fact]
    public void He_normal_has_the_mean_deviation_and_bounds_of_its_rule()
    {
        var deviation = Math.Sqrt(2.0 / (25 * 200));
        var draws = Draw("he_normal", Kernel, 3);
        AssertMoments(draws, deviation, kurtosis: 2.37);
        var bound = 2 * deviation / 0.87962566103423978;
        Assert.InRange(draws.Min(), -bound, -bound * 0.99);
        Assert.InRange(draws.Max(), bound * 0.99, bound);
    }

    [Fact]
    public void Zeros_are_zeros() => Assert.All(Draw("zeros", [100], 3), v => Assert.Equal(0, v));

    [Theory]
    [InlineData(new[] { 30, 70 }, 30, 70)]
    [InlineData(new[] { 3, 3, 8, 16 }, 72, 144)]
    [InlineData(new[] { 50 }, 50, 50)]
    public void Fans_are_counted_as_Keras_does(int[] shape, int fanIn, int fanOut)
    {
        var limit = Math.Sqrt(6.0 / (fanIn + fanOut));
        Assert.InRange(Draw("glorot_uniform", [.. shape], 1).Max(Math.Abs), limit * 0.9, limit);
        var bound = 2 * Math.Sqrt(2.0 / fanIn) / 0.87962566103423978;
        Assert.InRange(Draw("he_normal", [.. shape], 1).Max(Math.Abs), bound * 0.7, bound);
    }

    [Theory]
    [InlineData("glorot_uniform")]
    [InlineData("he_normal")]
    public void A_seed_gives_the_same_values_again_and_another_gives_others(string name)
    {
        Assert.Equal(Draw(name, [20, 30], 1), Draw(name, [20, 30], 1));
        Assert.DoesNotContain(Draw(name, [20, 30], 1).Zip(Draw(name, [20, 30], 2)), p => p.First == p.Second);
    }

    [Fact]
    public void Layers_of_a_model_and_models_of_other_seeds_differ()
    {
        static float[][] Kernels(ulong seed) => [.. new Sequential([new Input(8), new Dense(8), new Dense(8)], seed: seed).GetWeights()
            .Where(w => w.Name.EndsWith("/kernel", StringComparison.Ordinal)).Select(w => w.Value.Data)];
        float[][] all = [.. Kernels(0), .. Kernels(1)];
        Assert.Equal(4, all.Select(k => string.Join(",", k)).Distinct().Count());
        Assert.Equal(Kernels(1), Kernels(1));
    }

    [Fact]
    public void Initialisers_are_taken_by_name_and_by_value()
    {
        static float[] Kernel(Initializer choice) =>
            new Sequential([new Input(8), new Dense(8, kernelInitializer: choice)], seed: 4).GetWeights()[0].Value.Data;
        Assert.Equal(Kernel("he_normal"), Kernel(new HeNormal()));
        Assert.All(Kernel("zeros"), v => Assert.Equal(0, v));
    }

    static double[] Draw(string name, Shape shape, ulong seed)
    {
        var values = new float[shape.Elements];
        Initializer.Named(name).Fill(values, shape, seed);
        return [.. values];
    }

    // Within four standard errors: of the mean σ / √n, of the variance σ² √((κ − 1) / n).
    static void AssertMoments(double[] draws, double deviation, double kurtosis)
    {
        Assert.Equal(1_000_000, draws.Length);
        var (n, variance) = (Math.Sqrt(draws.Length), deviation * deviation);
        var mean = draws.Average();
        Assert.InRange(mean, -4 * deviation / n, 4 * deviation / n);
        Assert.InRange(draws.Sum(d => (d - mean) * (d - mean)) / draws.Length / variance, 1 - (4 * Math.Sqrt(kurtosis - 1) / n), 1
            + (4 * Math.Sqrt(kurtosis - 1) / n));
    }
}
