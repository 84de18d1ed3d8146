using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Five taps and tiles of four outputs at the points 0, 1, −1, 2, −2, ½, −½, ∞: the rows of Bᵀ are the coefficients of
/// Π (x − other points), those of G powers of the point over that product's value there (Toom, 1963; Cook, 1966).</summary>
readonly unsafe struct FiveTaps : ITaps
{
    public static int Count => 5;

    public static int SmallestTile => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inputs<V, S, H, P>(P d, float* to, nint step)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant where P : struct, IPlaces
    {
        V d0 = S.Load(d.At(0)), d1 = S.Load(d.At(1)), d2 = S.Load(d.At(2)), d3 = S.Load(d.At(3));
        V d4 = S.Load(d.At(4)), d5 = S.Load(d.At(5)), d6 = S.Load(d.At(6)), d7 = S.Load(d.At(7));
        S.Store(to, S.MultiplyAdd(S.Broadcast(5.25f), S.Subtract(d2, d4), S.Subtract(d6, d0)));
        Both<V, S>(S.MultiplyAdd(S.Broadcast(-4.25f), d4, S.Add(d2, d6)), S.MultiplyAdd(S.Broadcast(-4.25f), d3, S.Add(d1, d5)),
            to + step, step);
        Both<V, S>(S.MultiplyAdd(S.Broadcast(0.25f), d2, S.MultiplyAdd(S.Broadcast(-1.25f), d4, d6)),
            S.MultiplyAdd(S.Broadcast(2), d5, S.MultiplyAdd(S.Broadcast(-2.5f), d3, S.Multiply(S.Broadcast(0.5f), d1))),
            to + (3 * step), step);
        Both<V, S>(S.MultiplyAdd(S.Broadcast(4), d2, S.MultiplyAdd(S.Broadcast(-5), d4, d6)),
            S.MultiplyAdd(S.Broadcast(0.5f), d5, S.MultiplyAdd(S.Broadcast(-2.5f), d3, S.Multiply(S.Broadcast(2), d1))),
            to + (5 * step), step);
        S.Store(to + (7 * step), S.MultiplyAdd(S.Broadcast(5.25f), S.Subtract(d3, d5), S.Subtract(d7, d1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Outputs<V, S, H>(float* m, nint step, out V y0, out V y1, out V y2, out V y3)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant
    {
        V m1 = S.Load(m + step), m2 = S.Load(m + (2 * step)), m3 = S.Load(m + (3 * step)), m4 = S.Load(m + (4 * step));
        V m5 = S.Load(m + (5 * step)), m6 = S.Load(m + (6 * step));
        V one = S.Add(m1, m2), two = S.Add(m3, m4), half = S.Add(m5, m6);
        y0 = S.Add(S.Add(S.Load(m), one), S.Add(two, half));
        y2 = S.MultiplyAdd(S.Broadcast(4), two, S.MultiplyAdd(S.Broadcast(0.25f), half, one));
        (one, two, half) = (S.Subtract(m1, m2), S.Subtract(m3, m4), S.Subtract(m5, m6));
        y1 = S.MultiplyAdd(S.Broadcast(2), two, S.MultiplyAdd(S.Broadcast(0.5f), half, one));
        y3 = S.Add(S.MultiplyAdd(S.Broadcast(8), two, S.MultiplyAdd(S.Broadcast(0.125f), half, one)), S.Load(m + (7 * step)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gradients<V, S, H>(V d0, V d1, V d2, V d3, float* to, nint step)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant
    {
        S.Store(to, d0);
        Both<V, S>(S.Add(d0, d2), S.Add(d1, d3), to + step, step);
        Both<V, S>(S.MultiplyAdd(S.Broadcast(4), d2, d0), S.Multiply(S.Broadcast(2), S.MultiplyAdd(S.Broadcast(4), d3, d1)),
            to + (3 * step), step);
        Both<V, S>(S.MultiplyAdd(S.Broadcast(0.25f), d2, d0),
            S.Multiply(S.Broadcast(0.5f), S.MultiplyAdd(S.Broadcast(0.25f), d3, d1)), to + (5 * step), step);
        S.Store(to + (7 * step), d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<V, S>(float* g, nint next, float* to, nint step) where V : struct where S : struct, ISimd<V>
    {
        V g0 = S.Load(g), g1 = S.Load(g + next), g2 = S.Load(g + (2 * next)), g3 = S.Load(g + (3 * next)), g4 = S.Load(g + (4 * next));
        S.Store(to, S.Subtract(S.Zero, g0));
        Around<V, S>(-2 / 9f, g0, g1, g2, g3, g4, 1, to + step, step);
        Around<V, S>(1 / 90f, g0, g1, g2, g3, g4, 2, to + (3 * step), step);
        Around<V, S>(32 / 45f, g0, g1, g2, g3, g4, 0.5f, to + (5 * step), step);
        S.Store(to + (7 * step), g4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Taps<V, S>(float* u, nint next, float* to, nint step) where V : struct where S : struct, ISimd<V>
    {
        V u0 = S.Load(u), u7 = S.Load(u + (7 * next));
        V u1 = S.Load(u + next), u2 = S.Load(u + (2 * next)), u3 = S.Load(u + (3 * next)), u4 = S.Load(u + (4 * next));
        V u5 = S.Load(u + (5 * next)), u6 = S.Load(u + (6 * next));
        V one = S.Multiply(S.Broadcast(-2 / 9f), S.Add(u1, u2)), two = S.Add(u3, u4), half = S.Add(u5, u6);
        S.Store(to, S.Subtract(Sum<V, S>(one, 1 / 90f, two, 32 / 45f, half), u0));
        S.Store(to + (2 * step), Sum<V, S>(one, 4 / 90f, two, 8 / 45f, half));
        S.Store(to + (4 * step), S.Add(Sum<V, S>(one, 16 / 90f, two, 2 / 45f, half), u7));
        (one, two, half) = (S.Multiply(S.Broadcast(-2 / 9f), S.Subtract(u1, u2)), S.Subtract(u3, u4), S.Subtract(u5, u6));
        S.Store(to + step, Sum<V, S>(one, 2 / 90f, two, 16 / 45f, half));
        S.Store(to + (3 * step), Sum<V, S>(one, 8 / 90f, two, 4 / 45f, half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Sum<V, S>(V one, float a, V two, float b, V half) where V : struct where S : struct, ISimd<V> =>
        S.MultiplyAdd(S.Broadcast(a), two, S.MultiplyAdd(S.Broadcast(b), half, one));

    // A point and its negative: the even powers' sum and that of the odd ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Both<V, S>(V even, V odd, float* to, nint step) where V : struct where S : struct, ISimd<V>
    {
        S.Store(to, S.Add(even, odd));
        S.Store(to + step, S.Subtract(even, odd));
    }

    // factor × Σ gᵢ xⁱ at x and −x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Around<V, S>(float factor, V g0, V g1, V g2, V g3, V g4, float x, float* to, nint step)
        where V : struct where S : struct, ISimd<V>
    {
        V square = S.Broadcast(x * x), even = S.MultiplyAdd(square, S.MultiplyAdd(square, g4, g2), g0);
        Both<V, S>(S.Multiply(S.Broadcast(factor), even), S.Multiply(S.Broadcast(factor * x), S.MultiplyAdd(square, g3, g1)), to, step);
    }
}
