using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Two values of one shape made into one, element by element: y = f(a, b), and the gradients by a and by b from dy.</summary>
static class Merging
{
    public interface IFunction
    {
        static abstract V Value<V, S>(V a, V b) where V : struct where S : struct, ISimd<V>;

        static abstract V First<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V>;

        static abstract V Second<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V>;
    }

    /// <summary>f(a, b).</summary>
    public readonly struct Value<F> : Rows.IOperation where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => F.Value<V, S>(a, b);
    }

    /// <summary>The gradient by the first, from dy = a and the two values b and c.</summary>
    public readonly struct First<F> : Rows.IOperation where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            F.First<V, S>(a, b, c);
    }

    /// <summary>The gradient by the second.</summary>
    public readonly struct Second<F> : Rows.IOperation where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            F.Second<V, S>(a, b, c);
    }

    /// <summary>a + b.</summary>
    public readonly struct Sum : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V a, V b) where V : struct where S : struct, ISimd<V> => S.Add(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V First<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => dy;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Second<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => dy;
    }

    /// <summary>a − b.</summary>
    public readonly struct Difference : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V a, V b) where V : struct where S : struct, ISimd<V> => S.Subtract(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V First<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => dy;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Second<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => S.Subtract(S.Zero, dy);
    }

    /// <summary>a b.</summary>
    public readonly struct Product : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V a, V b) where V : struct where S : struct, ISimd<V> => S.Multiply(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V First<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => S.Multiply(dy, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Second<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => S.Multiply(dy, a);
    }

    /// <summary>a / b.</summary>
    public readonly struct Quotient : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V a, V b) where V : struct where S : struct, ISimd<V> => S.Divide(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V First<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => S.Divide(dy, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Second<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> =>
            S.Subtract(S.Zero, S.Multiply(dy, S.Divide(S.Divide(a, b), b)));
    }

    /// <summary>The greater; of equals the first has the gradient.</summary>
    public readonly struct Greater : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V a, V b) where V : struct where S : struct, ISimd<V> => S.SelectGreater(b, a, b, a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V First<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => S.SelectGreater(b, a, S.Zero, dy);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Second<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => S.SelectGreater(b, a, dy, S.Zero);
    }

    /// <summary>The smaller; of equals the first has the gradient.</summary>
    public readonly struct Smaller : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V a, V b) where V : struct where S : struct, ISimd<V> => S.SelectGreater(a, b, b, a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V First<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => S.SelectGreater(a, b, S.Zero, dy);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Second<V, S>(V dy, V a, V b) where V : struct where S : struct, ISimd<V> => S.SelectGreater(a, b, dy, S.Zero);
    }

    /// <summary>Copies <paramref name="length"/> floats of each place, from one row of places to another; adds where asked to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void CopyPlaces(float* from, int fromPlace, float* to, int toPlace, int length, int places, bool accumulate)
    {
        for (var p = 0; p < places; p++)
        {
            if (!accumulate) new ReadOnlySpan<float>(from, length).CopyTo(new(to, length));
            else
                for (var i = 0; i < length; i++) to[i] += from[i];
            from += fromPlace;
            to += toPlace;
        }
    }
}
