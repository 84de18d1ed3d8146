using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>One optimizer step over a stretch of weights w with gradient g and slots (moments, velocities), as Keras defines each rule. The
/// gradient is scaled and bounded and the weight decays before the rule sees them. Slots below the smallest normal number become 0:
/// denormals would slow every later step.</summary>
static unsafe partial class Steps
{
    const float Smallest = 1.17549435e-38f;

    public struct Arguments
    {
        public float* W, G;
        public float* Slot0, Slot1, Slot2; // null where a rule's settings need none: read as 0, never written
        public int Count;
        public float Scale, Limit, Decay; // g ← g · Scale, then within ± Limit; w ← w − w · Decay
        public float A, B, C, D, E, F, Share; // the rule's coefficients
    }

    /// <summary>Arguments that change neither gradient nor weight before the rule.</summary>
    public static Arguments Plain => new() { Scale = 1, Limit = float.PositiveInfinity };

    /// <summary>A rule over a stretch, in vectors of <paramref name="width"/> floats.</summary>
    public static void Run<R>(Arguments* a, int width) where R : struct, IRule => SimdWidth.Call<Each<R>, Arguments>(width, a);

    /// <summary>The new weights (and slots) of one vector.</summary>
    public interface IRule
    {
        static abstract V Step<V, S>(V w, V g, ref V slot0, ref V slot1, ref V slot2, in Arguments a) where V : struct where S : struct,
            ISimd<V>;
    }

    public readonly struct Each<R> : IKernel<Arguments> where R : struct, IRule
    {
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var i = Range<V, S>(a, 0);
            Range<float, Simd1>(a, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Range<V, S>(Arguments* a, int i) where V : struct where S : struct, ISimd<V>
        {
            for (; i + S.Width <= a->Count; i += S.Width)
            {
                V s0 = Load<V, S>(a->Slot0, i), s1 = Load<V, S>(a->Slot1, i), s2 = Load<V, S>(a->Slot2, i), w = S.Load(a->W + i);
                var g = Within<V, S>(S.Multiply(S.Load(a->G + i), S.Broadcast(a->Scale)), S.Broadcast(a->Limit));
                w = S.Subtract(w, S.Multiply(w, S.Broadcast(a->Decay)));
                S.Store(a->W + i, R.Step<V, S>(w, g, ref s0, ref s1, ref s2, *a));
                if (a->Slot0 != null) S.Store(a->Slot0 + i, Normal<V, S>(s0));
                if (a->Slot1 != null) S.Store(a->Slot1 + i, Normal<V, S>(s1));
                if (a->Slot2 != null) S.Store(a->Slot2 + i, Normal<V, S>(s2));
            }
            return i;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Load<V, S>(float* slot, int i) where V : struct where S : struct, ISimd<V> => slot == null ? S.Zero : S.Load(slot + i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Normal<V, S>(V x) where V : struct where S : struct, ISimd<V> =>
            S.SelectGreater(S.Broadcast(Smallest), Magnitude<V, S>(x), S.Zero, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Magnitude<V, S>(V x) where V : struct where S : struct, ISimd<V> => S.Max(x, S.Subtract(S.Zero, x));

    /// <summary>x within ± limit; what is no number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Within<V, S>(V x, V limit) where V : struct where S : struct, ISimd<V>
    {
        var lower = S.Subtract(S.Zero, limit);
        return S.SelectGreater(x, limit, limit, S.SelectGreater(lower, x, lower, x));
    }

    /// <summary>−1, 0 or 1; what is no number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Sign<V, S>(V x) where V : struct where S : struct, ISimd<V> =>
        S.SelectGreater(x, S.Zero, S.Broadcast(1), S.SelectGreater(S.Zero, x, S.Broadcast(-1), S.Multiply(x, S.Zero)));
}
