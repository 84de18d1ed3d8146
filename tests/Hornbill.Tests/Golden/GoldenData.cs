using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Hornbill.Tests.Golden;

/// <summary>The twin of eng/golden/golden.py: the numbers both sides make, and the files of golden values.</summary>
static class GoldenData
{
    /// <summary>Element i of a stream: SplitMix64 of (stream &lt;&lt; 40) + i.</summary>
    public static ulong Word(long stream, int i)
    {
        var z = ((ulong)stream << 40) + (ulong)i + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>In [0, 1), in steps of 2^-24.</summary>
    public static double Unit(long stream, int i) => (Word(stream, i) >> 40) * (1.0 / (1 << 24));

    /// <summary>In [-1, 1), in steps of 2^-23.</summary>
    public static double Signed(long stream, int i) => (2 * Unit(stream, i)) - 1;

    public static double[] Signed(long stream, int count, double scale) =>
        [.. Enumerable.Range(0, count).Select(i => scale * Signed(stream, i))];

    /// <summary>The weights of one variable in Keras's layout: Glorot uniform, zeros for vectors.</summary>
    public static float[] Weight(long stream, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (n, d) => n * d)];
        if (shape.Length == 1) return values;
        var receptive = values.Length / (shape[^1] * shape[^2]);
        var limit = Math.Sqrt(6.0 / (receptive * (shape[^2] + shape[^1])));
        for (var i = 0; i < values.Length; i++) values[i] = (float)(Signed(stream, i) * limit);
        return values;
    }

    /// <summary>The weights of a net: variable v has the stream <paramref name="stream"/> + v.</summary>
    public static float[][] Weights(long stream, params int[][] shapes) => [.. shapes.Select((shape, v) => Weight(stream + v, shape))];

    public static int[] Labels(long stream, int count) => [.. Enumerable.Range(0, count).Select(i => (int)(Word(stream, i) % 10))];

    /// <summary>Noise (n, size, size, 1): up to 0.5 in the eight rows that begin at twice the label; elsewhere up to 0.25 in a quarter of
    /// the 4 × 4 patches, and dark in the others.</summary>
    public static float[] Images(long stream, int[] labels, int size = 28)
    {
        var pixels = new float[labels.Length * size * size];
        var patches = (size + 3) / 4;
        for (var i = 0; i < pixels.Length; i++)
        {
            var (n, h, w) = (i / (size * size), i / size % size, i % size);
            var lit = Unit(stream + 200, (((n * patches) + (h / 4)) * patches) + (w / 4)) >= 0.75;
            var light = h - (2 * labels[n]) is >= 0 and < 8 ? 0.5f : lit ? 0.25f : 0;
            pixels[i] = light * (float)Unit(stream, i);
        }
        return pixels;
    }

    /// <summary>The weights that optimizers.py begins with.</summary>
    public static float[] OptimizerWeights() => [.. Enumerable.Range(0, 37).Select(i => (float)Signed(7000, i))];

    /// <summary>The gradient of step <paramref name="t"/>, from 1, of optimizers.py.</summary>
    public static float[] OptimizerGradient(int t) =>
        [.. Enumerable.Range(0, 37).Select(i => (float)(Signed(7000 + t, i) * Math.ScaleB(1, -4 * (i % 6))))];

    /// <summary>A file of golden values; it lies beside this one.</summary>
    public static JsonElement Read(string name, [CallerFilePath] string here = "")
    {
        using var document = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(Repository.Root(here), "tests", "Hornbill.Tests", "Golden", name)));
        return document.RootElement.Clone();
    }

    public static double[] Doubles(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(e => e.GetDouble())];

    public static int[] Ints(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];
}
