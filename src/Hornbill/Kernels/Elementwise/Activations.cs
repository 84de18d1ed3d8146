using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The activation functions, element by element: y = f(x) and the slope dy/dx, from x and y. P, Q, R are their settings.</summary>
static partial class Activations
{
    public interface IFunction
    {
        static abstract V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>;

        static abstract V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>;
    }

    /// <summary>f(a).</summary>
    public readonly struct Value<F> : Rows.IOperation where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => F.Value<V, S>(a, s);
    }

    /// <summary>The gradient a times the slope at x = b, y = c.</summary>
    public readonly struct Gradient<F> : Rows.IOperation where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(a, F.Slope<V, S>(b, c, s));
    }

    /// <summary>x, but at least 0 and at most P = 6.</summary>
    public readonly struct Relu6 : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Min(S.Broadcast(6), S.Max(S.Zero, x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(x, S.Zero, S.SelectGreater(S.Broadcast(6), x, S.Broadcast(1), S.Zero), S.Zero);
    }

    /// <summary>Keras's ReLU layer: x above the threshold R, at most Q; P (x − R) up to it, so 0 at the threshold itself.</summary>
    public readonly struct ReluOf : IFunction
    {
        // A zero is +0: multiplied and added, not multiplied alone.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => S.SelectGreater(
            x, S.Broadcast(s.R), S.Min(S.Broadcast(s.Q), x), S.MultiplyAdd(S.Broadcast(s.P), S.Subtract(x, S.Broadcast(s.R)), S.Zero));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            var inside = S.SelectGreater(S.Broadcast(s.Q), x, S.Broadcast(1), S.Zero);
            return S.SelectGreater(x, S.Broadcast(s.R), inside, S.Broadcast(s.P));
        }
    }

    /// <summary>x where it is positive, else P x.</summary>
    public readonly struct LeakyRelu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(x, S.Zero, x, S.MultiplyAdd(S.Broadcast(s.P), x, S.Zero));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(x, S.Zero, S.Broadcast(1), S.Broadcast(s.P));
    }

    /// <summary>Q x where it is positive, else Q P (eˣ − 1): elu with Q = 1, selu with its two constants.</summary>
    public readonly struct Elu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(x, S.Zero, S.Multiply(S.Broadcast(s.Q), x), S.Multiply(S.Broadcast(s.Q * s.P), Functions.ExpMinus1<V, S>(x)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(x, S.Zero, S.Broadcast(s.Q), S.Add(y, S.Broadcast(s.Q * s.P)));
    }

    /// <summary>x Φ(x) with the normal distribution's Φ.</summary>
    public readonly struct Gelu : IFunction
    {
        const float RootHalf = 0.70710678f, Density = 0.39894228f; // 1 / √2, 1 / √2π

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => S.Multiply(x, Below<V, S>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            var density = S.Multiply(S.Broadcast(Density), Functions.Exp<V, S>(S.Multiply(S.Broadcast(-0.5f), S.Multiply(x, x))));
            return S.MultiplyAdd(x, density, Below<V, S>(x));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Below<V, S>(V x) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(S.Broadcast(0.5f), S.Add(S.Broadcast(1), Functions.Erf<V, S>(S.Multiply(x, S.Broadcast(RootHalf)))));
    }

    /// <summary>x σ(x).</summary>
    public readonly struct Silu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(x, Functions.Sigmoid<V, S>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            var g = Functions.Sigmoid<V, S>(x);
            return S.Add(g, S.Multiply(y, S.Subtract(S.Broadcast(1), g)));
        }
    }

    /// <summary>x tanh(ln(1 + eˣ)).</summary>
    public readonly struct Mish : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(x, Functions.Tanh<V, S>(Functions.Softplus<V, S>(x)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            var t = Functions.Tanh<V, S>(Functions.Softplus<V, S>(x));
            return S.MultiplyAdd(S.Multiply(x, Functions.Sigmoid<V, S>(x)), S.Subtract(S.Broadcast(1), S.Multiply(t, t)), t);
        }
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public readonly struct Sigmoid : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => Functions.Sigmoid<V, S>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(y, S.Subtract(S.Broadcast(1), y));
    }

    /// <summary>x / 6 + ½, between 0 and 1.</summary>
    public readonly struct HardSigmoid : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Min(S.Broadcast(1), S.Max(S.Zero, S.MultiplyAdd(x, S.Broadcast(1 / 6f), S.Broadcast(0.5f))));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(S.Broadcast(3), Functions.Abs<V, S>(x), S.Broadcast(1 / 6f), S.Zero);
    }

    /// <summary>tanh x.</summary>
    public readonly struct Tanh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => Functions.Tanh<V, S>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Subtract(S.Broadcast(1), S.Multiply(y, y));
    }

    /// <summary>ln(1 + eˣ).</summary>
    public readonly struct Softplus : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => Functions.Softplus<V, S>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            Functions.Sigmoid<V, S>(x);
    }

    /// <summary>x / (1 + |x|).</summary>
    public readonly struct Softsign : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.Divide(x, S.Add(S.Broadcast(1), Functions.Abs<V, S>(x)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V>
        {
            var d = S.Add(S.Broadcast(1), Functions.Abs<V, S>(x));
            return S.Divide(S.Broadcast(1), S.Multiply(d, d));
        }
    }

    /// <summary>eˣ.</summary>
    public readonly struct Exponential : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V x, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => Functions.Exp<V, S>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V x, V y, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> => y;
    }
}
