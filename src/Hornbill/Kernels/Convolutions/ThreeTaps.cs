using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Three taps at the points 0, 1, −1, 2, −2, ∞ (Lavin and Gray, 2015). Tiles of 3 and 2 outputs leave out −2, and 2 and −2: their Bᵀ has
/// the factors by which G would differ, so that all sizes read the same transformed weights.
/// </summary>
readonly unsafe struct ThreeTaps : ITaps
{
    public static int Count => 3;

    public static int SmallestTile => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inputs<V, S, H, P>(P d, float* to, nint step)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant where P : struct, IPlaces
    {
        V d0 = S.Load(d.At(0)), d1 = S.Load(d.At(1)), d2 = S.Load(d.At(2)), d3 = S.Load(d.At(3));
        V two = S.Broadcast(2), four = S.Broadcast(4);
        if (H.Value == 4)
        {
            V d4 = S.Load(d.At(4)), d5 = S.Load(d.At(5));
            V even = S.MultiplyAdd(S.Broadcast(-4), d2, d4), odd = S.MultiplyAdd(S.Broadcast(-4), d1, d3);
            V far = S.Subtract(d4, d2), near = S.Multiply(two, S.Subtract(d3, d1));
            S.Store(to, S.MultiplyAdd(four, d0, S.MultiplyAdd(S.Broadcast(-5), d2, d4)));
            S.Store(to + step, S.Add(even, odd));
            S.Store(to + (2 * step), S.Subtract(even, odd));
            S.Store(to + (3 * step), S.Add(far, near));
            S.Store(to + (4 * step), S.Subtract(far, near));
            S.Store(to + (5 * step), S.MultiplyAdd(four, d1, S.MultiplyAdd(S.Broadcast(-5), d3, d5)));
        }
        else if (H.Value == 3)
        {
            V d4 = S.Load(d.At(4)), a = S.Subtract(d0, d2), b = S.Subtract(d3, d1);
            S.Store(to, S.MultiplyAdd(four, a, S.Multiply(two, b)));
            S.Store(to + step, S.Multiply(S.Broadcast(3), S.Subtract(S.MultiplyAdd(S.Broadcast(-2), d1, d3), d2)));
            S.Store(to + (2 * step), S.MultiplyAdd(S.Broadcast(-3), d2, S.MultiplyAdd(two, d1, d3)));
            S.Store(to + (3 * step), S.Multiply(four, b));
            S.Store(to + (4 * step), S.MultiplyAdd(S.Broadcast(-2), b, S.Subtract(d4, d2)));
        }
        else
        {
            S.Store(to, S.Multiply(four, S.Subtract(d0, d2)));
            S.Store(to + step, S.Multiply(S.Broadcast(-3), S.Add(d1, d2)));
            S.Store(to + (2 * step), S.Multiply(S.Broadcast(3), S.Subtract(d1, d2)));
            S.Store(to + (3 * step), S.Subtract(d3, d1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Outputs<V, S, H>(float* m, nint step, out V y0, out V y1, out V y2, out V y3)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant
    {
        V m0 = S.Load(m), m1 = S.Load(m + step), m2 = S.Load(m + (2 * step)), m3 = S.Load(m + (3 * step));
        V two = S.Broadcast(2), four = S.Broadcast(4), sum = S.Add(m1, m2), difference = S.Subtract(m1, m2);
        if (H.Value == 4)
        {
            V m4 = S.Load(m + (4 * step)), m5 = S.Load(m + (5 * step));
            V far = S.Add(m3, m4), across = S.Subtract(m3, m4);
            y0 = S.Add(S.Add(m0, sum), far);
            y1 = S.MultiplyAdd(two, across, difference);
            y2 = S.MultiplyAdd(four, far, sum);
            y3 = S.Add(S.MultiplyAdd(S.Broadcast(8), across, difference), m5);
        }
        else if (H.Value == 3)
        {
            y0 = S.Add(S.Add(m0, sum), m3);
            y1 = S.MultiplyAdd(two, m3, difference);
            y2 = S.Add(S.MultiplyAdd(four, m3, sum), S.Load(m + (4 * step)));
            y3 = y2;
        }
        else
        {
            y0 = S.Add(m0, sum);
            y1 = S.Add(difference, m3);
            (y2, y3) = (y1, y1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gradients<V, S, H>(V d0, V d1, V d2, V d3, float* to, nint step)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant
    {
        V two = S.Broadcast(2), four = S.Broadcast(4);
        S.Store(to, d0);
        if (H.Value == 4)
        {
            V even = S.Add(d0, d2), odd = S.Add(d1, d3);
            V far = S.MultiplyAdd(four, d2, d0), across = S.Multiply(two, S.MultiplyAdd(four, d3, d1));
            S.Store(to + step, S.Add(even, odd));
            S.Store(to + (2 * step), S.Subtract(even, odd));
            S.Store(to + (3 * step), S.Add(far, across));
            S.Store(to + (4 * step), S.Subtract(far, across));
            S.Store(to + (5 * step), d3);
        }
        else if (H.Value == 3)
        {
            var even = S.Add(d0, d2);
            S.Store(to + step, S.Add(even, d1));
            S.Store(to + (2 * step), S.Subtract(even, d1));
            S.Store(to + (3 * step), S.MultiplyAdd(four, d2, S.MultiplyAdd(two, d1, d0)));
            S.Store(to + (4 * step), d2);
        }
        else
        {
            S.Store(to + step, S.Add(d0, d1));
            S.Store(to + (2 * step), S.Subtract(d0, d1));
            S.Store(to + (3 * step), d1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<V, S>(float* g, nint next, float* to, nint step) where V : struct where S : struct, ISimd<V>
    {
        V g0 = S.Load(g), g1 = S.Load(g + next), g2 = S.Load(g + (2 * next));
        V ends = S.Multiply(S.Broadcast(-1 / 6f), S.Add(g0, g2)), middle = S.Multiply(S.Broadcast(-1 / 6f), g1);
        V far = S.MultiplyAdd(S.Broadcast(1 / 24f), g0, S.Multiply(S.Broadcast(1 / 6f), g2)), half = S.Multiply(S.Broadcast(1 / 12f), g1);
        S.Store(to, S.Multiply(S.Broadcast(0.25f), g0));
        S.Store(to + step, S.Add(ends, middle));
        S.Store(to + (2 * step), S.Subtract(ends, middle));
        S.Store(to + (3 * step), S.Add(far, half));
        S.Store(to + (4 * step), S.Subtract(far, half));
        S.Store(to + (5 * step), g2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Taps<V, S>(float* u, nint next, float* to, nint step) where V : struct where S : struct, ISimd<V>
    {
        V u0 = S.Load(u), u1 = S.Load(u + next), u2 = S.Load(u + (2 * next)), u3 = S.Load(u + (3 * next)), u4 = S.Load(u + (4 * next)),
            u5 = S.Load(u + (5 * next));
        V near = S.Multiply(S.Broadcast(-1 / 6f), S.Add(u1, u2)), far = S.Add(u3, u4);
        S.Store(to, S.MultiplyAdd(S.Broadcast(0.25f), u0, S.MultiplyAdd(S.Broadcast(1 / 24f), far, near)));
        S.Store(to + step,
            S.MultiplyAdd(S.Broadcast(1 / 6f), S.Subtract(u2, u1), S.Multiply(S.Broadcast(1 / 12f), S.Subtract(u3, u4))));
        S.Store(to + (2 * step), S.Add(S.MultiplyAdd(S.Broadcast(1 / 6f), far, near), u5));
    }
}
