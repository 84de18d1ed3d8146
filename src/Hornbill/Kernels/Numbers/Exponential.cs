using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>exp and log of + − × ÷ and bits only, so that every machine gets the same; within two units in the last place.</summary>
static class Exponential
{
    const double Log2E = 1.4426950408889634, Ln2 = 0.6931471805599453;

    /// <summary>eˣ = 2ⁿ × eʳ with |r| ≤ ln 2 / 2, eʳ by its series to r⁹, in double.</summary>
    public static float Of(float x)
    {
        if (float.IsNaN(x)) return x;
        if (x < -104f) return 0f;
        if (x > 89f) return float.PositiveInfinity;
        var n = Math.Floor((x * Log2E) + 0.5);
        var r = x - (n * Ln2);
        var e = 1 + (r * (1 + (r / 2 * (1 + (r / 3 * (1
            + (r / 4 * (1 + (r / 5 * (1 + (r / 6 * (1 + (r / 7 * (1 + (r / 8 * (1 + (r / 9)))))))))))))))));
        return (float)(e * BitConverter.Int64BitsToDouble((long)(n + 1023) << 52));
    }

    /// <summary>ln x = n ln 2 + 2 artanh((m − 1) / (m + 1)) with x = 2ⁿ m, m in [√½, √2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Log(float x)
    {
        if (float.IsNaN(x) || x < 0) return float.NaN;
        if (x == 0) return float.NegativeInfinity;
        if (float.IsPositiveInfinity(x)) return x;
        var bits = BitConverter.DoubleToInt64Bits(x);
        var n = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        if (m > 1.4142135623730951) (m, n) = (m / 2, n + 1);
        var s = (m - 1) / (m + 1);
        var q = s * s;
        var sum = (1.0 / 17 * q) + (1.0 / 15);
        sum = (((sum * q) + (1.0 / 13)) * q) + (1.0 / 11);
        sum = (((sum * q) + (1.0 / 9)) * q) + (1.0 / 7);
        sum = (((((sum * q) + (1.0 / 5)) * q) + (1.0 / 3)) * q) + 1;
        return (float)((n * Ln2) + (2 * s * sum));
    }
}
