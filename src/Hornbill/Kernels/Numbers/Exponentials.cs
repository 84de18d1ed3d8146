using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>e^(x_c − shift) of a row of values, in vectors: the same numbers whatever the width.</summary>
static unsafe class Exponentials
{
    /// <summary>Values that are worked on at a time where their terms are kept nowhere.</summary>
    public const int Block = 64;

    /// <summary>The terms of <paramref name="count"/> values, into another place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<V, S>(float* x, float shift, float* to, int count) where V : struct where S : struct, ISimd<V>
    {
        // Rows of a few classes leave a wide vector empty.
        if (count >= S.Width) Terms<V, S>(x, shift, to, count);
        else if (S.Width > 8 && count >= 8) Terms<Vector256<float>, Simd256>(x, shift, to, count);
        else if (S.Width > 4 && count >= 4) Terms<Vector128<float>, Simd128>(x, shift, to, count);
        else Terms<float, Simd1>(x, shift, to, count);
    }

    /// <summary>Their sum, of which every fourth is added up apart; the terms too where there is room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum<V, S>(float* x, float shift, float* to, int count) where V : struct where S : struct, ISimd<V>
    {
        var block = stackalloc float[Block];
        float a = 0, b = 0, c = 0, d = 0;
        for (var first = 0; first < count; first += Block)
        {
            var n = Math.Min(Block, count - first);
            var terms = to == null ? block : to + first;
            Fill<V, S>(x + first, shift, terms, n);
            var i = 0;
            for (; i + 4 <= n; i += 4)
            {
                a += terms[i];
                b += terms[i + 1];
                c += terms[i + 2];
                d += terms[i + 3];
            }
            for (; i < n; i++) a += terms[i];
        }
        return a + b + (c + d);
    }

    /// <summary>The greatest of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Greatest<V, S>(float* x, int count) where V : struct where S : struct, ISimd<V>
    {
        var max = x[0];
        var i = 1;
        if (count >= S.Width)
        {
            var lanes = stackalloc float[S.Width];
            var most = S.Load(x);
            for (i = S.Width; i + S.Width <= count; i += S.Width) most = S.Max(S.Load(x + i), most);
            S.Store(lanes, most);
            for (var lane = 0; lane < S.Width; lane++) max = lanes[lane] > max ? lanes[lane] : max;
        }
        for (; i < count; i++) max = x[i] > max ? x[i] : max;
        return max;
    }

    // The last vector overlaps the one before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Terms<V, S>(float* x, float shift, float* to, int count) where V : struct where S : struct, ISimd<V>
    {
        var s = S.Broadcast(shift);
        for (var i = 0; i < count; i += S.Width)
        {
            var at = Math.Min(i, count - S.Width);
            S.Store(to + at, Functions.Exp<V, S>(S.Subtract(S.Load(x + at), s)));
        }
    }
}
