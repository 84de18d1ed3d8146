using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Numbers from gamma and beta distributions.</summary>
static class Gamma
{
    const ulong FirstDraw = 1ul << 40; // indices that nothing else takes

    /// <summary>A number from the gamma distribution of shape α and scale 1 (Marsaglia and Tsang, 2000): d v for v = (1 + x / √(9 d))³ with
    /// d = α − ⅓ and a normal x, where a uniform u says so; for α below 1 that of α + 1, times u^(1 / α).</summary>
    /// <param name="random">The stream.</param>
    /// <param name="place">Which of the stream's gamma numbers.</param>
    /// <param name="alpha">α, above 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Draw(in Philox random, uint place, double alpha)
    {
        var index = FirstDraw + ((ulong)place << 12);
        var d = (alpha < 1 ? alpha + 1 : alpha) - (1 / 3.0);
        while (true)
        {
            var (x, u) = (random.Normal(index), random.Units(index + 1).A);
            var v = 1 + (x / Math.Sqrt(9 * d));
            index += 2;
            if (v <= 0) continue;
            v = v * v * v;
            if (Log(u) >= (0.5 * x * x) + d - (d * v) + (d * Log(v))) continue;
            return Math.Max(1e-30, d * v * (alpha < 1 ? Exponential.Of((float)(Log(random.Units(index).B) / alpha)) : 1));
        }
    }

    /// <summary>A number from the beta distribution of α and α.</summary>
    /// <param name="random">The stream.</param>
    /// <param name="place">Which of the stream's beta numbers.</param>
    /// <param name="alpha">α, above 0.</param>
    public static double Beta(in Philox random, uint place, double alpha)
    {
        var (a, b) = (Draw(random, 2 * place, alpha), Draw(random, (2 * place) + 1, alpha));
        return a / (a + b);
    }

    static double Log(double x) => Exponential.Log((float)Math.Max(x, 1e-30));
}
