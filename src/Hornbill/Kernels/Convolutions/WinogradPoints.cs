using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// The transforms of Winograd's convolution of three taps along one side, at the points 0, 1, −1, 2, −2, ∞ (Lavin and Gray, 2015:
/// y = Aᵀ ((G g) ⊙ (Bᵀ d))). Tiles of 3 and 2 outputs leave out −2, and 2 and −2: their Bᵀ has the factors by which G would differ, so that
/// all sizes read the same transformed weights.
/// </summary>
static class WinogradPoints
{
    public const int Count = 6;

    /// <summary>Which of the six points is the i-th of a tile of that size: the last is always ∞.</summary>
    public static int Of(int size, int i) => i == size + 1 ? Count - 1 : i;

    /// <summary>Bᵀ d: the H + 2 inputs of a tile of H outputs at its H + 2 points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inputs<V, S, H>(V d0, V d1, V d2, V d3, V d4, V d5, out V p0, out V p1, out V p2, out V p3, out V p4, out V p5)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant
    {
        V two = S.Broadcast(2), four = S.Broadcast(4);
        if (H.Value == 4)
        {
            V even = S.MultiplyAdd(S.Broadcast(-4), d2, d4), odd = S.MultiplyAdd(S.Broadcast(-4), d1, d3);
            V far = S.Subtract(d4, d2), near = S.Multiply(two, S.Subtract(d3, d1));
            p0 = S.MultiplyAdd(four, d0, S.MultiplyAdd(S.Broadcast(-5), d2, d4));
            p1 = S.Add(even, odd);
            p2 = S.Subtract(even, odd);
            p3 = S.Add(far, near);
            p4 = S.Subtract(far, near);
            p5 = S.MultiplyAdd(four, d1, S.MultiplyAdd(S.Broadcast(-5), d3, d5));
        }
        else if (H.Value == 3)
        {
            V three = S.Broadcast(3), a = S.Subtract(d0, d2), b = S.Subtract(d3, d1);
            p0 = S.MultiplyAdd(four, a, S.Multiply(two, b));
            p1 = S.Multiply(three, S.Subtract(S.MultiplyAdd(S.Broadcast(-2), d1, d3), d2));
            p2 = S.MultiplyAdd(S.Broadcast(-3), d2, S.MultiplyAdd(two, d1, d3));
            p3 = S.Multiply(four, b);
            p4 = S.MultiplyAdd(S.Broadcast(-2), b, S.Subtract(d4, d2));
            p5 = p4;
        }
        else
        {
            var three = S.Broadcast(3);
            p0 = S.Multiply(four, S.Subtract(d0, d2));
            p1 = S.Multiply(S.Broadcast(-3), S.Add(d1, d2));
            p2 = S.Multiply(three, S.Subtract(d1, d2));
            p3 = S.Subtract(d3, d1);
            (p4, p5) = (p3, p3);
        }
    }

    /// <summary>Aᵀ m: the H outputs of the products at H + 2 points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Outputs<V, S, H>(V m0, V m1, V m2, V m3, V m4, V m5, out V y0, out V y1, out V y2, out V y3)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant
    {
        V two = S.Broadcast(2), four = S.Broadcast(4), sum = S.Add(m1, m2), difference = S.Subtract(m1, m2);
        if (H.Value == 4)
        {
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
            y2 = S.Add(S.MultiplyAdd(four, m3, sum), m4);
            y3 = y2;
        }
        else
        {
            y0 = S.Add(m0, sum);
            y1 = S.Add(difference, m3);
            (y2, y3) = (y1, y1);
        }
    }

    /// <summary>A dy: the gradients of H outputs at H + 2 points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gradients<V, S, H>(V d0, V d1, V d2, V d3, out V p0, out V p1, out V p2, out V p3, out V p4, out V p5)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant
    {
        V two = S.Broadcast(2), four = S.Broadcast(4);
        p0 = d0;
        if (H.Value == 4)
        {
            V even = S.Add(d0, d2), odd = S.Add(d1, d3);
            V far = S.MultiplyAdd(four, d2, d0), across = S.Multiply(two, S.MultiplyAdd(four, d3, d1));
            p1 = S.Add(even, odd);
            p2 = S.Subtract(even, odd);
            p3 = S.Add(far, across);
            p4 = S.Subtract(far, across);
            p5 = d3;
        }
        else if (H.Value == 3)
        {
            var even = S.Add(d0, d2);
            p1 = S.Add(even, d1);
            p2 = S.Subtract(even, d1);
            p3 = S.MultiplyAdd(four, d2, S.MultiplyAdd(two, d1, d0));
            (p4, p5) = (d2, d2);
        }
        else
        {
            p1 = S.Add(d0, d1);
            p2 = S.Subtract(d0, d1);
            p3 = d1;
            (p4, p5) = (d1, d1);
        }
    }

    /// <summary>Gᵀ u: three weights' gradients of those at the six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Taps<V, S>(V u0, V u1, V u2, V u3, V u4, V u5, out V g0, out V g1, out V g2)
        where V : struct where S : struct, ISimd<V>
    {
        V near = S.Multiply(S.Broadcast(-1 / 6f), S.Add(u1, u2)), far = S.Add(u3, u4);
        g0 = S.MultiplyAdd(S.Broadcast(0.25f), u0, S.MultiplyAdd(S.Broadcast(1 / 24f), far, near));
        g1 = S.MultiplyAdd(S.Broadcast(1 / 6f), S.Subtract(u2, u1), S.Multiply(S.Broadcast(1 / 12f), S.Subtract(u3, u4)));
        g2 = S.Add(S.MultiplyAdd(S.Broadcast(1 / 6f), far, near), u5);
    }

    /// <summary>G g: three weights at the six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<V, S>(V g0, V g1, V g2, out V p0, out V p1, out V p2, out V p3, out V p4, out V p5)
        where V : struct where S : struct, ISimd<V>
    {
        V ends = S.Multiply(S.Broadcast(-1 / 6f), S.Add(g0, g2)), middle = S.Multiply(S.Broadcast(-1 / 6f), g1);
        V far = S.MultiplyAdd(S.Broadcast(1 / 24f), g0, S.Multiply(S.Broadcast(1 / 6f), g2)), half = S.Multiply(S.Broadcast(1 / 12f), g1);
        p0 = S.Multiply(S.Broadcast(0.25f), g0);
        p1 = S.Add(ends, middle);
        p2 = S.Subtract(ends, middle);
        p3 = S.Add(far, half);
        p4 = S.Subtract(far, half);
        p5 = g2;
    }
}
