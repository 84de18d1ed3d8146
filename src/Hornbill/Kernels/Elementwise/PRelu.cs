using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>x where it is positive, else α x, with an α of its own for each element or for elements that share one; the loop is that over
/// boxes (<see cref="Boxes"/>).</summary>
static class PRelu
{
    /// <summary>Of x = a and α = b.</summary>
    public readonly struct Value : Rows.IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(a, S.Zero, a, S.Multiply(a, b));
    }

    /// <summary>The gradient by x, of dy = a, x = b and α = c.</summary>
    public readonly struct InputGradient : Rows.IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(b, S.Zero, a, S.Multiply(a, c));
    }

    /// <summary>An element's part of the gradient by α, of dy = a and x = b.</summary>
    public readonly struct WeightGradient : Rows.IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(b, S.Zero, S.Zero, S.Multiply(a, b));
    }
}
