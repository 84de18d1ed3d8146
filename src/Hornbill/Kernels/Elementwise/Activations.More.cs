using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The activation functions that are seldom used.</summary>
static partial class Activations
{
    /// <summary>x clip(x / 6 + ½, 0, 1).</summary>
    public readonly struct HardSilu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.MultiplyAdd(x, HardSigmoid.Value<V, S>(x, s), S.Zero);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            var inside = S.MultiplyAdd(x, S.Broadcast(1 / 3f), S.Broadcast(0.5f));
            return S.SelectGreater(x, S.Broadcast(3), S.Broadcast(1), S.SelectGreater(x, S.Broadcast(-3), inside, S.Zero));
        }
    }

    /// <summary>−1, x or 1: x within ± 1.</summary>
    public readonly struct HardTanh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            Within<V, S>(x, 1);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(S.Broadcast(1), Functions.Abs<V, S>(x), S.Broadcast(1), S.Zero);
    }

    /// <summary>−ln(1 + e⁻ˣ).</summary>
    public readonly struct LogSigmoid : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Subtract(S.Zero, Functions.Softplus<V, S>(S.Subtract(S.Zero, x)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            Functions.Sigmoid<V, S>(S.Subtract(S.Zero, x));
    }

    /// <summary>x where it is positive, else P (e^(x / P) − 1).</summary>
    public readonly struct Celu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            var below = S.Multiply(S.Broadcast(s.P), Functions.ExpMinus1<V, S>(S.Divide(x, S.Broadcast(s.P))));
            return S.SelectGreater(x, S.Zero, x, below);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(x, S.Zero, S.Broadcast(1), S.Add(S.Divide(y, S.Broadcast(s.P)), S.Broadcast(1)));
    }

    /// <summary>½ x (1 + tanh(√(2 / π) (x + 0.044715 x³))): gelu, nearly.</summary>
    public readonly struct GeluByTanh : IFunction
    {
        const float Scale = 0.79788456f, Cubic = 0.044715f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(S.Multiply(S.Broadcast(0.5f), x), S.Add(S.Broadcast(1), Of<V, S>(x)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            x = Within<V, S>(x, 20); // beyond, the squares would be too large and the slope is 0 or 1
            var (t, q) = (Of<V, S>(x), S.Multiply(x, x));
            var inner = S.Multiply(S.Broadcast(Scale), S.MultiplyAdd(q, S.Broadcast(3 * Cubic), S.Broadcast(1)));
            var rise = S.Multiply(S.Multiply(x, inner), S.Subtract(S.Broadcast(1), S.Multiply(t, t)));
            return S.Multiply(S.Broadcast(0.5f), S.Add(S.Add(S.Broadcast(1), t), rise));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Of<V, S>(V x) where V : struct where S : struct, ISimd<V>
        {
            x = Within<V, S>(x, 20);
            return Functions.Tanh<V, S>(S.Multiply(S.Multiply(S.Broadcast(Scale), x),
                S.MultiplyAdd(S.Multiply(x, x), S.Broadcast(Cubic), S.Broadcast(1))));
        }
    }

    /// <summary>(x + √(x² + P)) / 2.</summary>
    public readonly struct Squareplus : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            // Of negative x the sum would lose its digits: (s + x)(s − x) = P.
            var root = Root<V, S>(x, s);
            return S.Multiply(S.Broadcast(0.5f), S.SelectGreater(S.Zero, x, S.Divide(S.Broadcast(s.P), S.Subtract(root, x)),
                S.Add(x, root)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Divide(S.Min(y, Root<V, S>(x, s)), Root<V, S>(x, s));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Root<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            x = Within<V, S>(x, 1e18f); // whose square is finite
            return S.Sqrt(S.MultiplyAdd(x, x, S.Broadcast(s.P)));
        }
    }

    /// <summary>x − tanh x.</summary>
    public readonly struct TanhShrink : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Subtract(x, Functions.Tanh<V, S>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            var t = Functions.Tanh<V, S>(x);
            return S.Multiply(t, t);
        }
    }

    /// <summary>x where |x| > P, else 0.</summary>
    public readonly struct HardShrink : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(Functions.Abs<V, S>(x), S.Broadcast(s.P), x, S.MultiplyAdd(x, S.Zero, S.Zero));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(Functions.Abs<V, S>(x), S.Broadcast(s.P), S.Broadcast(1), S.Zero);
    }

    /// <summary>x moved towards 0 by P, and 0 where it would pass it.</summary>
    public readonly struct SoftShrink : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            V most = S.Broadcast(s.P), least = S.Broadcast(-s.P);
            var below = S.SelectGreater(least, x, S.Add(x, most), S.MultiplyAdd(x, S.Zero, S.Zero));
            return S.SelectGreater(x, most, S.Subtract(x, most), below);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(Functions.Abs<V, S>(x), S.Broadcast(s.P), S.Broadcast(1), S.Zero);
    }

    /// <summary>x where x > P, else Q.</summary>
    public readonly struct Threshold : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            // At P itself x − P + Q is Q, and what is not a number stays so.
            var rest = S.SelectGreater(S.Broadcast(s.P), x, S.Broadcast(s.Q), S.Add(S.Subtract(x, S.Broadcast(s.P)), S.Broadcast(s.Q)));
            return S.SelectGreater(x, S.Broadcast(s.P), x, rest);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(x, S.Broadcast(s.P), S.Broadcast(1), S.Zero);
    }

    /// <summary>0 up to −1, ¼ (x + 1)² up to 1, x from there.</summary>
    public readonly struct SparsePlus : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            var c = S.Add(Within<V, S>(x, 1), S.Broadcast(1));
            return S.SelectGreater(x, S.Broadcast(1), x, S.Multiply(S.Broadcast(0.25f), S.Multiply(c, c)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(S.Broadcast(0.5f), S.Add(Within<V, S>(x, 1), S.Broadcast(1)));
    }

    /// <summary>½ (x + 1) within 0 and 1.</summary>
    public readonly struct SparseSigmoid : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(S.Broadcast(0.5f), S.Add(Within<V, S>(x, 1), S.Broadcast(1)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(S.Broadcast(1), Functions.Abs<V, S>(x), S.Broadcast(0.5f), S.Zero);
    }

    // x within ± most, in the order that lets through what is not a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Within<V, S>(V x, float most) where V : struct where S : struct, ISimd<V> =>
        S.Min(S.Broadcast(most), S.Max(S.Broadcast(-most), x));
}
