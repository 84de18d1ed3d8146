using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Sums over weights and gradients, in double and in one order on every machine, and the gradients of penalties on them.</summary>
static unsafe class Penalties
{
    /// <summary>Σ x².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(float* x, int count)
    {
        Vector256<double> low = default, high = default;
        var i = 0;
        for (; i + 8 <= count; i += 8)
        {
            var (a, b) = Vector256.Widen(Vector256.Load(x + i));
            low += a * a;
            high += b * b;
        }
        var sum = Vector256.Sum(low + high);
        for (; i < count; i++) sum += (double)x[i] * x[i];
        return sum;
    }

    /// <summary>Σ |x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfMagnitudes(float* x, int count)
    {
        Vector256<double> low = default, high = default;
        var i = 0;
        for (; i + 8 <= count; i += 8)
        {
            var (a, b) = Vector256.Widen(Vector256.Abs(Vector256.Load(x + i)));
            low += a;
            high += b;
        }
        var sum = Vector256.Sum(low + high);
        for (; i < count; i++) sum += Math.Abs((double)x[i]);
        return sum;
    }

    /// <summary>l1 Σ |w| + l2 Σ w².</summary>
    public static double L1L2(ReadOnlySpan<float> w, double l1, double l2)
    {
        fixed (float* p = w)
            return (l1 == 0 ? 0 : l1 * SumOfMagnitudes(p, w.Length)) + (l2 == 0 ? 0 : l2 * SumOfSquares(p, w.Length));
    }

    /// <summary>g ← g + l1 sign(w) + 2 l2 w.</summary>
    public static void AddL1L2Gradient(ReadOnlySpan<float> w, Span<float> g, double l1, double l2)
    {
        fixed (float* pw = w, pg = g)
        {
            var a = Steps.Plain;
            a.W = pg;
            a.G = pw;
            (a.Count, a.A, a.B) = (w.Length, (float)l1, (float)(2 * l2));
            Steps.Run<Steps.Penalty>(&a, SimdWidth.Best);
        }
    }
}
