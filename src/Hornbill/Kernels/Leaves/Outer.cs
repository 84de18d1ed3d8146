using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>A place where both operands of an outer product lie.</summary>
readonly struct Pairing(int x, int y)
{
    public readonly int X = x, Y = y;
}

/// <summary>
/// The leaf of weight gradients that are not sparse: to[r, c] += Σ_pairings x[pairing.X + r] × y[pairing.Y + c].
/// r: neighbouring input channels (or floats of a window's row), c: one or two vectors of output channels. Up to 12 vectors of sums, 12
/// rows of one or 6 of two, stay in registers while the list of places is walked.
/// Every element is summed in the order of the list whatever the width: the bits do not depend on the path.
/// </summary>
static unsafe class Outer
{
    const int MaxSums = 12;

    /// <summary>Adds to <paramref name="rows"/> rows of <paramref name="vectors"/> vectors (1 or 2), <paramref name="stride"/> floats
    /// apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<V, S>(float* to, int stride, int rows, int vectors, float* x, float* y, Pairing* list, int count)
        where V : struct where S : struct, ISimd<V>
    {
        if (count == 0) return;
        // Even shares: 8 rows are 4 and 4, not 6 and 2.
        var most = MaxSums / vectors;
        for (var shares = (rows + most - 1) / most; rows > 0; shares--)
        {
            var n = (rows + shares - 1) / shares;
            if (vectors == 2) Two<V, S>(n, to, stride, x, y, list, count);
            else One<V, S>(n, to, stride, x, y, list, count);
            to += n * stride;
            x += n;
            rows -= n;
        }
    }

    static void Two<V, S>(int rows, float* to, int stride, float* x, float* y, Pairing* list, int count) where V : struct where S : struct,
        ISimd<V>
    {
        switch (rows)
        {
            case 1: Leaf<V, S, N1, N2>(to, stride, x, y, list, count); break;
            case 2: Leaf<V, S, N2, N2>(to, stride, x, y, list, count); break;
            case 3: Leaf<V, S, N3, N2>(to, stride, x, y, list, count); break;
            case 4: Leaf<V, S, N4, N2>(to, stride, x, y, list, count); break;
            case 5: Leaf<V, S, N5, N2>(to, stride, x, y, list, count); break;
            default: Leaf<V, S, N6, N2>(to, stride, x, y, list, count); break;
        }
    }

    static void One<V, S>(int rows, float* to, int stride, float* x, float* y, Pairing* list, int count) where V : struct where S : struct,
        ISimd<V>
    {
        switch (rows)
        {
            case 1: Leaf<V, S, N1, N1>(to, stride, x, y, list, count); break;
            case 2: Leaf<V, S, N2, N1>(to, stride, x, y, list, count); break;
            case 3: Leaf<V, S, N3, N1>(to, stride, x, y, list, count); break;
            case 4: Leaf<V, S, N4, N1>(to, stride, x, y, list, count); break;
            case 5: Leaf<V, S, N5, N1>(to, stride, x, y, list, count); break;
            case 6: Leaf<V, S, N6, N1>(to, stride, x, y, list, count); break;
            case 7: Leaf<V, S, N7, N1>(to, stride, x, y, list, count); break;
            case 8: Leaf<V, S, N8, N1>(to, stride, x, y, list, count); break;
            case 9: Leaf<V, S, N9, N1>(to, stride, x, y, list, count); break;
            case 10: Leaf<V, S, N10, N1>(to, stride, x, y, list, count); break;
            case 11: Leaf<V, S, N11, N1>(to, stride, x, y, list, count); break;
            default: Leaf<V, S, N12, N1>(to, stride, x, y, list, count); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Leaf<V, S, R, C>(float* to, nint stride, float* x, float* y, Pairing* pairing, int count)
        where V : struct where S : struct, ISimd<V> where R : struct, IConstant where C : struct, IConstant
    {
        nint w = S.Width;
        V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero, a4 = S.Zero, a5 = S.Zero;
        V b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero, b4 = S.Zero, b5 = S.Zero; // second vectors, or rows 6 to 11
        a0 = S.Load(to);
        if (R.Value > 1) a1 = S.Load(to + stride);
        if (R.Value > 2) a2 = S.Load(to + (2 * stride));
        if (R.Value > 3) a3 = S.Load(to + (3 * stride));
        if (R.Value > 4) a4 = S.Load(to + (4 * stride));
        if (R.Value > 5) a5 = S.Load(to + (5 * stride));
        if (C.Value > 1)
        {
            b0 = S.Load(to + w);
            if (R.Value > 1) b1 = S.Load(to + stride + w);
            if (R.Value > 2) b2 = S.Load(to + (2 * stride) + w);
            if (R.Value > 3) b3 = S.Load(to + (3 * stride) + w);
            if (R.Value > 4) b4 = S.Load(to + (4 * stride) + w);
            if (R.Value > 5) b5 = S.Load(to + (5 * stride) + w);
        }
        else
        {
            if (R.Value > 6) b0 = S.Load(to + (6 * stride));
            if (R.Value > 7) b1 = S.Load(to + (7 * stride));
            if (R.Value > 8) b2 = S.Load(to + (8 * stride));
            if (R.Value > 9) b3 = S.Load(to + (9 * stride));
            if (R.Value > 10) b4 = S.Load(to + (10 * stride));
            if (R.Value > 11) b5 = S.Load(to + (11 * stride));
        }
        do
        {
            float* p = x + pairing->X, q = y + pairing->Y;
            var u = S.Load(q);
            var v = u;
            if (C.Value > 1) v = S.Load(q + w);
            var t = S.Broadcast(p[0]);
            a0 = S.MultiplyAdd(t, u, a0);
            if (C.Value > 1) b0 = S.MultiplyAdd(t, v, b0);
            if (R.Value > 1)
            {
                t = S.Broadcast(p[1]);
                a1 = S.MultiplyAdd(t, u, a1);
                if (C.Value > 1) b1 = S.MultiplyAdd(t, v, b1);
            }
            if (R.Value > 2)
            {
                t = S.Broadcast(p[2]);
                a2 = S.MultiplyAdd(t, u, a2);
                if (C.Value > 1) b2 = S.MultiplyAdd(t, v, b2);
            }
            if (R.Value > 3)
            {
                t = S.Broadcast(p[3]);
                a3 = S.MultiplyAdd(t, u, a3);
                if (C.Value > 1) b3 = S.MultiplyAdd(t, v, b3);
            }
            if (R.Value > 4)
            {
                t = S.Broadcast(p[4]);
                a4 = S.MultiplyAdd(t, u, a4);
                if (C.Value > 1) b4 = S.MultiplyAdd(t, v, b4);
            }
            if (R.Value > 5)
            {
                t = S.Broadcast(p[5]);
                a5 = S.MultiplyAdd(t, u, a5);
                if (C.Value > 1) b5 = S.MultiplyAdd(t, v, b5);
            }
            if (R.Value > 6) b0 = S.MultiplyAdd(S.Broadcast(p[6]), u, b0);
            if (R.Value > 7) b1 = S.MultiplyAdd(S.Broadcast(p[7]), u, b1);
            if (R.Value > 8) b2 = S.MultiplyAdd(S.Broadcast(p[8]), u, b2);
            if (R.Value > 9) b3 = S.MultiplyAdd(S.Broadcast(p[9]), u, b3);
            if (R.Value > 10) b4 = S.MultiplyAdd(S.Broadcast(p[10]), u, b4);
            if (R.Value > 11) b5 = S.MultiplyAdd(S.Broadcast(p[11]), u, b5);
            pairing++;
        }
        while (--count > 0);
        S.Store(to, a0);
        if (R.Value > 1) S.Store(to + stride, a1);
        if (R.Value > 2) S.Store(to + (2 * stride), a2);
        if (R.Value > 3) S.Store(to + (3 * stride), a3);
        if (R.Value > 4) S.Store(to + (4 * stride), a4);
        if (R.Value > 5) S.Store(to + (5 * stride), a5);
        if (C.Value > 1)
        {
            S.Store(to + w, b0);
            if (R.Value > 1) S.Store(to + stride + w, b1);
            if (R.Value > 2) S.Store(to + (2 * stride) + w, b2);
            if (R.Value > 3) S.Store(to + (3 * stride) + w, b3);
            if (R.Value > 4) S.Store(to + (4 * stride) + w, b4);
            if (R.Value > 5) S.Store(to + (5 * stride) + w, b5);
        }
        else
        {
            if (R.Value > 6) S.Store(to + (6 * stride), b0);
            if (R.Value > 7) S.Store(to + (7 * stride), b1);
            if (R.Value > 8) S.Store(to + (8 * stride), b2);
            if (R.Value > 9) S.Store(to + (9 * stride), b3);
            if (R.Value > 10) S.Store(to + (10 * stride), b4);
            if (R.Value > 11) S.Store(to + (11 * stride), b5);
        }
    }
}
