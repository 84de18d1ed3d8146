using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Losses of probabilities and of counts.</summary>
static partial class PairLosses
{
    /// <summary>p − t ln(p + 1e-7).</summary>
    public readonly struct Poisson : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Subtract(p, S.Multiply(t, Functions.Log<V, S>(S.Add(p, S.Broadcast(Smallest)))));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Subtract(S.Broadcast(1), S.Divide(t, S.Add(p, S.Broadcast(Smallest))));
    }

    /// <summary>t ln(t / p), of both clipped to [1e-7, 1].</summary>
    public readonly struct Divergence : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>
        {
            t = Clip<V, S>(t, Smallest, 1);
            return S.Multiply(t, Functions.Log<V, S>(S.Divide(t, Clip<V, S>(p, Smallest, 1))));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            Inside<V, S>(p, Smallest, 1, S.Divide(S.Subtract(S.Zero, Clip<V, S>(t, Smallest, 1)), p));
    }

    /// <summary>−t ln p − (1 − t) ln(1 − p), of p clipped to [1e-7, 1 − 1e-7] and t smoothed.</summary>
    public readonly struct BinaryEntropy : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            Of<V, S>(p, Smooth<V, S>(t, a.P));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            SlopeOf<V, S>(p, Smooth<V, S>(t, a.P));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Smooth<V, S>(V t, float kept) where V : struct where S : struct, ISimd<V> =>
            S.MultiplyAdd(t, S.Broadcast(kept), S.Broadcast((1 - kept) / 2));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, S>(V p, V t) where V : struct where S : struct, ISimd<V>
        {
            p = Clip<V, S>(p, Smallest, 1 - Smallest);
            var one = S.Broadcast(1);
            var no = S.Multiply(S.Subtract(one, t), Functions.Log<V, S>(S.Subtract(one, p)));
            return S.Subtract(S.Zero, S.MultiplyAdd(t, Functions.Log<V, S>(p), no));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V SlopeOf<V, S>(V p, V t) where V : struct where S : struct, ISimd<V> =>
            Inside<V, S>(p, Smallest, 1 - Smallest, S.Divide(S.Subtract(p, t), S.Multiply(p, S.Subtract(S.Broadcast(1), p))));
    }

    /// <summary>The same of the logit z: max(z, 0) − t z + ln(1 + e^−|z|), with the slope σ(z) − t.</summary>
    public readonly struct BinaryEntropyOfLogits : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>
        {
            var line = S.Subtract(S.Max(S.Zero, p), S.Multiply(BinaryEntropy.Smooth<V, S>(t, a.P), p));
            return S.Add(line, Functions.Softplus<V, S>(S.Subtract(S.Zero, Functions.Abs<V, S>(p))));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            S.Subtract(Functions.Sigmoid<V, S>(p), BinaryEntropy.Smooth<V, S>(t, a.P));
    }

    /// <summary>The binary entropy times mᵠ with Q = φ and m = 1 − t p − (1 − t)(1 − p), the probability missing; and where R is not
    /// negative times t R + (1 − t)(1 − R).</summary>
    public readonly struct BinaryFocal : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>
        {
            t = BinaryEntropy.Smooth<V, S>(t, a.P);
            return S.Multiply(S.Multiply(Balance<V, S>(t, a.R), Power<V, S>(Missing<V, S>(p, t), a.Q)), BinaryEntropy.Of<V, S>(p, t));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>
        {
            t = BinaryEntropy.Smooth<V, S>(t, a.P);
            var missing = Missing<V, S>(p, t);
            var more = S.MultiplyAdd(t, S.Broadcast(-2), S.Broadcast(1)); // of m by p
            var focus = S.Multiply(S.Multiply(S.Broadcast(a.Q), Power<V, S>(missing, a.Q - 1)),
                S.Multiply(more, BinaryEntropy.Of<V, S>(p, t)));
            var slope = S.MultiplyAdd(Power<V, S>(missing, a.Q), BinaryEntropy.SlopeOf<V, S>(p, t), focus);
            return S.Multiply(Balance<V, S>(t, a.R), slope);
        }

        // p + t − 2 t p.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Missing<V, S>(V p, V t) where V : struct where S : struct, ISimd<V> =>
            S.Add(S.Multiply(p, S.Subtract(S.Broadcast(1), t)), S.Multiply(t, S.Subtract(S.Broadcast(1), p)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Power<V, S>(V x, float power) where V : struct where S : struct, ISimd<V> =>
            Functions.Exp<V, S>(S.Multiply(S.Broadcast(power), Functions.Log<V, S>(x)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Balance<V, S>(V t, float alpha) where V : struct where S : struct, ISimd<V> =>
            alpha < 0 ? S.Broadcast(1) : S.MultiplyAdd(t, S.Broadcast((2 * alpha) - 1), S.Broadcast(1 - alpha));
    }

    /// <summary>A loss of p = σ(z), of the logit z.</summary>
    public readonly struct OfSigmoid<F> : IFunction where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V> =>
            F.Value<V, S>(Functions.Sigmoid<V, S>(p), t, a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, S>(V p, V t, in LossArguments a) where V : struct where S : struct, ISimd<V>
        {
            var s = Functions.Sigmoid<V, S>(p);
            return S.Multiply(F.Slope<V, S>(s, t, a), S.Multiply(s, S.Subtract(S.Broadcast(1), s)));
        }
    }
}
