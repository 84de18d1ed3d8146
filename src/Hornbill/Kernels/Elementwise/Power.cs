using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>xᴾ: by products where P is a whole number of at most 64, by the root where it is ½, else by the logarithm, which makes NaN of
/// what is negative.</summary>
readonly struct Power : Activations.IFunction
{
    const int MostProducts = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => Of<V, S>(x, s.P);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
        s.P == 0 ? S.Zero : S.Multiply(S.Broadcast(s.P), Of<V, S>(x, s.P - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Of<V, S>(V x, float p) where V : struct where S : struct, ISimd<V>
    {
        if (p == 0.5f) return S.Sqrt(x);
        if (p == -0.5f) return S.Divide(S.Broadcast(1), S.Sqrt(x));
        if (p == MathF.Floor(p) && MathF.Abs(p) <= MostProducts) return Product<V, S>(x, (int)p);
        // The root is 0 at 0 and NaN below.
        var edge = p > 0 ? S.Sqrt(x) : S.Divide(S.Broadcast(1), S.Sqrt(x));
        return S.SelectGreater(x, S.Zero, Functions.Exp<V, S>(S.Multiply(S.Broadcast(p), Functions.Log<V, S>(x))), edge);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static V Product<V, S>(V x, int p) where V : struct where S : struct, ISimd<V>
    {
        var y = S.Broadcast(1);
        for (var i = Math.Abs(p); i > 0; i--) y = S.Multiply(y, x);
        return p < 0 ? S.Divide(S.Broadcast(1), y) : y;
    }
}
