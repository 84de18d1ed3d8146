using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Tensors;
using Xunit;
using Identity = Hornbill.Initializers.Identity;

namespace Hornbill.Tests.Initializers;

public class InitializerTests
{
    const int Draws = 1_000_000;
    const double Cut = 0.87962566103423978;

    // A kernel of 5 × 4 windows, 100 channels, 500 filters: fans 2000 and 10000.
    static readonly Shape Kernel = [5, 4, 100, 500];

    public static TheoryData<string> Names => [.. Initializer.Names];

    public static TheoryData<string, double, double, double> Distributions => new()
    {
        { "glorot_uniform", 0, Math.Sqrt(2.0 / 12000), Math.Sqrt(6.0 / 12000) },
        { "glorot_normal", 0, Math.Sqrt(2.0 / 12000), 2 * Math.Sqrt(2.0 / 12000) / Cut },
        { "he_uniform", 0, Math.Sqrt(2.0 / 2000), Math.Sqrt(6.0 / 2000) },
        { "he_normal", 0, Math.Sqrt(2.0 / 2000), 2 * Math.Sqrt(2.0 / 2000) / Cut },
        { "lecun_uniform", 0, Math.Sqrt(1.0 / 2000), Math.Sqrt(3.0 / 2000) },
        { "lecun_normal", 0, Math.Sqrt(1.0 / 2000), 2 * Math.Sqrt(1.0 / 2000) / Cut },
        { "random_uniform", 0, 0.05 / Math.Sqrt(3), 0.05 },
        { "random_uniform(minval=1, maxval=3)", 2, 1 / Math.Sqrt(3), 1 },
        { "random_normal", 0, 0.05, double.PositiveInfinity },
        { "random_normal(mean=-1, stddev=2)", -1, 2, double.PositiveInfinity },
        { "truncated_normal", 0, 0.05 * Cut, 0.1 },
        { "truncated_normal(mean=3, stddev=0.5)", 3, 0.5 * Cut, 1 },
        { "variance_scaling", 0, Math.Sqrt(1.0 / 2000), 2 * Math.Sqrt(1.0 / 2000) / Cut },
        { "variance_scaling(scale=3, mode=fan_out, distribution=untruncated_normal)", 0, Math.Sqrt(3.0 / 10000), double.PositiveInfinity },
        { "variance_scaling(scale=0.5, mode=fan_avg, distribution=uniform)", 0, Math.Sqrt(0.5 / 6000), Math.Sqrt(1.5 / 6000) },
    };

    [Theory, MemberData(nameof(Distributions))]
    public void Mean_deviation_and_bounds_are_those_of_the_distribution(string name, double mean, double deviation, double reach)
    {
        var values = Filled(Initializer.Named(name), Kernel, seed: 11);
        Assert.Equal(Draws, values.Length);
        var average = values.Average(v => (double)v);
        double second = values.Average(v => Math.Pow(v - mean, 2)), fourth = values.Average(v => Math.Pow(v - mean, 4));
        Assert.InRange(average, mean - (4 * deviation / Math.Sqrt(Draws)), mean + (4 * deviation / Math.Sqrt(Draws)));
        var error = 4 * Math.Sqrt((fourth - (second * second)) / Draws);
        Assert.InRange(second, (deviation * deviation) - error, (deviation * deviation) + error);
        var farthest = values.Max(v => Math.Abs(v - mean));
        Assert.True(farthest <= reach * 1.000001, $"{farthest} lies beyond {reach}");
        Assert.True(farthest >= Math.Min(reach, 4.5 * deviation) * 0.999, $"{farthest} is far from {reach}");
    }

    [Theory, MemberData(nameof(Names))]
    public void One_with_a_seed_draws_the_same_each_time(string name)
    {
        if (Drawn(name) is not { } seeded) return;
        Assert.Equal(Filled(seeded, [30, 20], 1), Filled(seeded, [30, 20], 2));
        var plain = Initializer.Named(name);
        Assert.Equal(Filled(plain, [30, 20], 7), Filled(seeded, [30, 20], 1));
        Assert.NotEqual(Filled(plain, [30, 20], 1), Filled(plain, [30, 20], 2));
    }

    [Fact]
    public void All_but_the_constant_ones_take_a_seed() =>
        Assert.Equal(["constant", "identity", "ones", "zeros"],
            Initializer.Names.Where(n => Drawn(n) is null).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void A_name_is_read_as_it_was_written(string name) => Assert.Equal(name, Initializer.Named(name).Name);

    public static TheoryData<string> Written =>
    [
        "constant(value=0.1)", "identity(gain=2)", "orthogonal(gain=0.5, seed=3)", "random_normal(mean=1, stddev=1E-07)",
            "he_normal(seed=18446744073709551615)",
        "random_uniform(minval=-0.30000000000000004, maxval=0.1, seed=5)",
            "variance_scaling(scale=2, mode=fan_out, distribution=uniform, seed=1)",
    ];

    [Theory, MemberData(nameof(Written))]
    public void Settings_are_read_as_they_were_written(string name) => Assert.Equal(name, Initializer.Named(name).Name);

    [Fact]
    public void A_layer_keeps_the_settings_in_its_config()
    {
        var layer = new Dense(3, kernelInitializer: new TruncatedNormal(stddev: 0.1, seed: 4), biasInitializer: "constant(value=0.5)");
        Assert.Equal("truncated_normal(stddev=0.1, seed=4)", layer.GetConfig().String("kernel_initializer"));
        Assert.Equal("constant(value=0.5)", layer.GetConfig().String("bias_initializer"));
    }

    [Theory]
    [InlineData(40, 40)]
    [InlineData(60, 25)]
    [InlineData(25, 60)]
    [InlineData(1, 5)]
    public void The_columns_of_an_orthogonal_one_are_orthonormal_or_its_rows(int rows, int columns)
    {
        var q = Filled(new Orthogonal(gain: 3), [rows, columns], 5);
        var (count, length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        double At(int v, int i) => q[rows >= columns ? (i * columns) + v : (v * columns) + i] / 3;
        for (var a = 0; a < count; a++)
            for (var b = 0; b < count; b++)
                Assert.Equal(a == b ? 1 : 0, Enumerable.Range(0, length).Sum(i => At(a, i) * At(b, i)), 1e-6);
    }

    [Fact]
    public void An_orthogonal_kernel_is_a_matrix_of_its_last_dimension() =>
        Assert.Equal(Filled(new Orthogonal(), [12, 5], 1), Filled(new Orthogonal(), [2, 3, 2, 5], 1));

    [Fact]
    public void QR_gives_the_matrix_back_with_a_positive_diagonal()
    {
        double[][] a = [[1, 2, 2], [-3, 1, 4]];
        var q = Householder.Q([[1, 2, 2], [-3, 1, 4]]);
        Close.Assert(q[0], [1 / 3.0, 2 / 3.0, 2 / 3.0], 1e-14);
        double Dot(double[] x, double[] y) => x.Zip(y).Sum(p => p.First * p.Second);
        Assert.True(Dot(q[1], a[1]) > 0);
        Close.Assert([.. Enumerable.Range(0, 3).Select(i => (q[0][i] * Dot(q[0], a[1])) + (q[1][i] * Dot(q[1], a[1])))], a[1], 1e-14);
    }

    [Fact]
    public void Constant_ones_are_what_they_say()
    {
        Assert.Equal([0, 0], Filled(new Zeros(), [2], 1));
        Assert.Equal([1, 1], Filled(new Ones(), [2], 1));
        Assert.Equal([0.25f, 0.25f], Filled(new Constant(0.25), [2], 1));
        Assert.Equal([2, 0, 0, 0, 2, 0], Filled(new Identity(2), [2, 3], 1));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Contains("Did you mean 'stddev'?",
            Assert.Throws<ArgumentException>(() => Initializer.Named("random_normal(stdev=1)")).Message);
        Assert.Contains("Did you mean 'he_normal'?", Assert.Throws<ArgumentException>(() => Initializer.Named("henormal")).Message);
        foreach (var text in new[] { "ones(", "constant(value)", "constant(value=1, value=2)", "constant(value=x)", "constant(value=NaN)",
            "zeros(seed=1)",
                                     "random_normal(stddev=-1)", "random_uniform(minval=1)", "variance_scaling(scale=0)",
                                         "variance_scaling(mode=fan)", "" })
            Assert.Throws<ArgumentException>(() => Initializer.Named(text));
        Assert.Contains("matrix", Assert.Throws<ArgumentException>(() => Filled(new Identity(), [2, 2, 2], 1)).Message);
        Assert.Contains("two dimensions", Assert.Throws<ArgumentException>(() => Filled(new Orthogonal(), [4], 1)).Message);
    }

    static Initializer? Drawn(string name)
    {
        try
        {
            return Initializer.Named(name + "(seed=7)");
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static float[] Filled(Initializer initializer, Shape shape, ulong seed)
    {
        var values = new float[shape.Elements];
        initializer.Fill(values, shape, seed);
        return values;
    }
}
