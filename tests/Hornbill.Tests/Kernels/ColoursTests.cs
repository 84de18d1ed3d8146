using System.Text.Json;
using Hornbill.Kernels;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Kernels;

/// <summary>Changes of colours and places against eng/golden/colours.py.</summary>
public class ColoursTests
{
    const int H = 7, W = 6, C = 3;

    static readonly JsonElement Golden = GoldenData.Read("colours.json");
    static readonly float[] X = [.. Enumerable.Range(0, H * W * C).Select(i => (float)GoldenData.Unit(9600, i))];

    delegate void Change(JsonElement settings, Span<float> y);

    static void Each(string name, Change change)
    {
        foreach (var c in Golden.GetProperty(name).EnumerateArray())
        {
            var y = new float[X.Length];
            change(c, y);
            Close.Assert(y, c.Doubles("y"), 1e-5, $"{name} {c.ToString()[..40]}");
        }
    }

    static float Number(JsonElement c, string name) => (float)c.GetProperty(name).GetDouble();

    [Fact]
    public void Colours_are_those_of_the_formulas()
    {
        Each("tint", (c, y) => Colours.Tint(X, y, Number(c, "turn"), Number(c, "saturation"), 0, 1));
        Each("fade", (c, y) => Colours.Fade(X, y, C, Number(c, "share"), 0, 1));
        Each("solarize", (c, y) => Colours.Solarize(X, y, Number(c, "addition"), Number(c, "threshold"), 0, 1));
        Each("posterize", (c, y) => Colours.Posterize(X, y, c.GetProperty("bits").GetInt32(), 0, 1));
        Each("equalize", (c, y) => Colours.Equalize(X, y, C, c.GetProperty("bins").GetInt32(), 0, 1));
        Each("soften", (c, y) => Colours.Soften(X, y, H, W, C, Number(c, "share"), 0, 1));
    }

    [Fact]
    public void Stretching_and_blurring_are_those_of_the_formulas()
    {
        var y = new float[X.Length];
        Colours.Stretch([.. X.Select(v => (v * 0.6f) + 0.1f)], y, C, 0, 1);
        Close.Assert(y, Golden.Doubles("stretch"), 1e-5, "stretch");
        Colours.Blur(X, y, H, W, C, [0.25f, 0.5f, 0.25f], [0.1f, 0.2f, 0.4f, 0.2f, 0.1f]);
        Close.Assert(y, Golden.Doubles("blur"), 1e-5, "blur");
    }

    [Fact]
    public void What_has_one_level_stays()
    {
        float[] flat = [.. Enumerable.Repeat(0.3f, 12)], y = new float[12];
        Colours.Stretch(flat, y, 3, 0, 1);
        Assert.Equal(flat, y);
        Colours.Equalize(flat, y, 3, 256, 0, 1);
        Assert.Equal(flat, y);
        Colours.Tint(flat, y, 0.3, 2, 0, 1);
        Close.Assert(y, [.. flat.Select(v => (double)v)], 1e-6, "grey has no hue");
    }

    [Fact]
    public void Perspective_moves_the_corners_where_they_should_be()
    {
        var corners = Golden.Doubles("corners").Chunk(2).Select(p => (p[0], p[1])).ToArray();
        var map = Projection3.Of([(0, 0), (W - 1, 0), (W - 1, H - 1), (0, H - 1)], corners);
        var y = new float[X.Length];
        Remapping.Run(X, y, H, W, C, Fill.Constant, 0.3f, bilinear: true, map.At);
        Close.Assert(y, Golden.Doubles("perspective"), 1e-5, "perspective");
    }

    [Fact]
    public void Gamma_and_beta_numbers_have_their_means_and_deviations()
    {
        foreach (var alpha in (double[])[0.2, 0.7, 1, 3.5])
        {
            double[] drawn = [.. Enumerable.Range(0, 20_000).Select(i => Gamma.Draw(new(3, Purpose.Partner, 0, (uint)i), 0, alpha))];
            var mean = drawn.Average();
            Assert.InRange(mean, alpha - (4 * Math.Sqrt(alpha / 20_000)), alpha + (4 * Math.Sqrt(alpha / 20_000)));
            Assert.InRange(drawn.Average(d => (d - mean) * (d - mean)), alpha * 0.85, alpha * 1.15);
            double[] shares = [.. Enumerable.Range(0, 20_000).Select(i => Gamma.Beta(new(4, Purpose.Partner, 0, (uint)i), 0, alpha))];
            var variance = 1 / (4 * ((2 * alpha) + 1));
            Assert.InRange(shares.Average(), 0.5 - (4 * Math.Sqrt(variance / 20_000)), 0.5 + (4 * Math.Sqrt(variance / 20_000)));
            Assert.InRange(shares.Average(s => (s - 0.5) * (s - 0.5)), variance * 0.93, variance * 1.07);
        }
    }
}
