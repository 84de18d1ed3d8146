using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Distances of numbers, and the hinges.</summary>
static partial class PairLosses
{
    /// <summary>(p − t)².</summary>
    public readonly struct Squared : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(S.Subtract(p, t), S.Subtract(p, t));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(S.Broadcast(2), S.Subtract(p, t));
    }

    /// <summary>|p − t|.</summary>
    public readonly struct Absolute : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            Functions.Abs<V, S>(S.Subtract(p, t));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            Sign<V, S>(S.Subtract(p, t));
    }

    /// <summary>100 |p − t| / max(|t|, 1e-7).</summary>
    public readonly struct Percentage : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(Functions.Abs<V, S>(S.Subtract(p, t)), Share<V, S>(t));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(Sign<V, S>(S.Subtract(p, t)), Share<V, S>(t));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Share<V, S>(V t) where V : struct where S : struct, ISimd<V> =>
            S.Divide(S.Broadcast(100), S.Max(S.Broadcast(Smallest), Functions.Abs<V, S>(t)));
    }

    /// <summary>(ln(1 + p) − ln(1 + t))², of p and t at least 1e-7.</summary>
    public readonly struct SquaredLogarithmic : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(Difference<V, S>(p, t), Difference<V, S>(p, t));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>
        {
            var slope = S.Divide(S.Multiply(S.Broadcast(2), Difference<V, S>(p, t)), S.Add(S.Broadcast(1), p));
            return S.SelectGreater(p, S.Broadcast(Smallest), slope, S.Zero);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Difference<V, S>(V p, V t) where V : struct where S : struct, ISimd<V> => S.Subtract(Log<V, S>(p), Log<V, S>(t));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Log<V, S>(V x) where V : struct where S : struct, ISimd<V> =>
            Functions.Log<V, S>(S.Add(S.Broadcast(1), S.Max(S.Broadcast(Smallest), x)));
    }

    /// <summary>½ e² up to |e| = P, from there P |e| − ½ P², with e = p − t.</summary>
    public readonly struct Huber : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>
        {
            // With c = min(|e|, P) both are c (|e| − ½ c).
            var e = Functions.Abs<V, S>(S.Subtract(p, t));
            var c = S.Min(S.Broadcast(a.P), e);
            return S.Multiply(c, S.Subtract(e, S.Multiply(S.Broadcast(0.5f), c)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            Clip<V, S>(S.Subtract(p, t), -a.P, a.P);
    }

    /// <summary>ln cosh(p − t).</summary>
    public readonly struct LogCosh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>
        {
            var e = Functions.Abs<V, S>(S.Subtract(p, t));
            var far = S.Subtract(S.Add(e, Functions.Softplus<V, S>(S.Multiply(S.Broadcast(-2), e))), S.Broadcast(0.69314718f));
            // Near 0 the difference would lose its digits: e²/2 − e⁴/12 + e⁶/45 − 17 e⁸/2520 + 31 e¹⁰/14175.
            var q = S.Multiply(e, e);
            var near = S.MultiplyAdd(q, S.Broadcast(31 / 14175f), S.Broadcast(-17 / 2520f));
            near = S.MultiplyAdd(near, q, S.Broadcast(1 / 45f));
            near = S.MultiplyAdd(near, q, S.Broadcast(-1 / 12f));
            near = S.MultiplyAdd(near, q, S.Broadcast(0.5f));
            return S.SelectGreater(e, S.Broadcast(0.4f), far, S.Multiply(near, q));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            Functions.Tanh<V, S>(S.Subtract(p, t));
    }

    /// <summary>max(0, 1 − t p) for t of 1, and of −1 or 0, which is taken as −1.</summary>
    public readonly struct Hinge : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Max(S.Zero, Margin<V, S>(p, t));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(Margin<V, S>(p, t), S.Zero, S.Subtract(S.Zero, Side<V, S>(t)), S.Zero);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Margin<V, S>(V p, V t) where V : struct where S : struct, ISimd<V> =>
            S.Subtract(S.Broadcast(1), S.Multiply(Side<V, S>(t), p));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Side<V, S>(V t) where V : struct where S : struct, ISimd<V> => S.SelectGreater(t, S.Zero, t, S.Broadcast(-1));
    }

    /// <summary>The square of <see cref="Hinge"/>.</summary>
    public readonly struct SquaredHinge : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(Hinge.Value<V, S>(p, t, a), Hinge.Value<V, S>(p, t, a));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Multiply(S.Multiply(S.Broadcast(-2), Hinge.Side<V, S>(t)), Hinge.Value<V, S>(p, t, a));
    }
}
