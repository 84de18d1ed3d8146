using Hornbill.Kernels;

namespace Hornbill.Initializers;

/// <summary>Values drawn from a distribution, each a function of the seed and its index.</summary>
static class Draws
{
    /// <summary>The deviation of a standard normal distribution cut at ±2.</summary>
    public const double Cut = 0.87962566103423978;

    /// <summary>U[low, high).</summary>
    public static unsafe void Uniform(Span<float> values, double low, double high, ulong seed)
    {
        const int Indices = Philox.Block / 4;
        var random = new Philox(seed, Purpose.Initialize);
        var (middle, half) = ((low + high) / 2, (high - low) / 2);
        var words = stackalloc uint[Philox.Block];
        for (var i = 0; i < values.Length; i++)
        {
            if (i % Indices == 0) random.Fill((uint)(i / Indices), words);
            values[i] = (float)(middle + (((2.0 * Philox.Unit(words[i % Indices])) - 1) * half));
        }
    }

    /// <summary>N(mean, deviation²).</summary>
    public static void Normal(Span<float> values, double mean, double deviation, ulong seed)
    {
        for (var i = 0; i < values.Length; i++) values[i] = (float)(mean + (Normal(seed, i, double.PositiveInfinity) * deviation));
    }

    /// <summary>N(mean, deviation²) of which values beyond two deviations are drawn again.</summary>
    public static void TruncatedNormal(Span<float> values, double mean, double deviation, ulong seed)
    {
        for (var i = 0; i < values.Length; i++) values[i] = (float)(mean + (Normal(seed, i, 2) * deviation));
    }

    /// <summary>Element <paramref name="i"/> of the standard normal values of a seed, drawn again beyond
    /// ±<paramref name="most"/>.</summary>
    public static double Normal(ulong seed, int i, double most = double.PositiveInfinity)
    {
        var (random, draw) = (new Philox(seed, Purpose.Initialize, (uint)i), 0ul);
        double z;
        do z = Normal(random, ref draw);
        while (Math.Abs(z) > most);
        return z;
    }

    // Marsaglia's polar method.
    static double Normal(in Philox random, ref ulong draw)
    {
        while (true)
        {
            random.Next(draw++, out var a, out var b, out _, out _);
            double u = (2.0 * (a + 0.5) / 4294967296.0) - 1, v = (2.0 * (b + 0.5) / 4294967296.0) - 1;
            var s = (u * u) + (v * v);
            if (s is < 1 and > 0) return u * Math.Sqrt(-2 * Exponential.Log((float)s) / s);
        }
    }
}
