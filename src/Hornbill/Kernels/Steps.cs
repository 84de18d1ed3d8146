using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>One optimizer step over a stretch of weights w with gradient g and slots (moments, velocities), as Keras defines each rule.
/// Slots below the smallest normal number become 0: denormals would slow every later step.</summary>
static unsafe class Steps
{
    const float Smallest = 1.17549435e-38f;

    public struct Arguments
    {
        public float* W, G, Slot0, Slot1;
        public int Count;
        public float A, B, C, D; // the rule's coefficients
    }

    /// <summary>A rule over a stretch, in vectors of <paramref name="width"/> floats.</summary>
    public static void Run<R>(Arguments* a, int width) where R : struct, IRule => SimdWidth.Run<Each<R>, Arguments>(width, a);

    /// <summary>The new weights (and slots) of one vector.</summary>
    public interface IRule
    {
        static abstract V Step<V, S>(V w, V g, ref V slot0, ref V slot1, in Arguments a) where V : struct where S : struct, ISimd<V>;
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
                V s0 = a->Slot0 == null ? S.Zero : S.Load(a->Slot0 + i), s1 = a->Slot1 == null ? S.Zero : S.Load(a->Slot1 + i);
                S.Store(a->W + i, R.Step<V, S>(S.Load(a->W + i), S.Load(a->G + i), ref s0, ref s1, *a));
                if (a->Slot0 != null) S.Store(a->Slot0 + i, Normal<V, S>(s0));
                if (a->Slot1 != null) S.Store(a->Slot1 + i, Normal<V, S>(s1));
            }
            return i;
        }

        static V Normal<V, S>(V x) where V : struct where S : struct, ISimd<V>
        {
            var magnitude = S.Max(x, S.Subtract(S.Zero, x));
            return S.SelectGreater(S.Broadcast(Smallest), magnitude, S.Zero, x);
        }
    }

    /// <summary>w ← w − A g.</summary>
    public readonly struct Sgd : IRule
    {
        public static V Step<V, S>(V w, V g, ref V v, ref V unused, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            S.Subtract(w, S.Multiply(S.Broadcast(a.A), g));
    }

    /// <summary>v ← B v − A g; w ← w + v.</summary>
    public readonly struct Momentum : IRule
    {
        public static V Step<V, S>(V w, V g, ref V v, ref V unused, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            v = S.Subtract(S.Multiply(S.Broadcast(a.B), v), S.Multiply(S.Broadcast(a.A), g));
            return S.Add(w, v);
        }
    }

    /// <summary>v ← B v − A g; w ← w + B v − A g.</summary>
    public readonly struct Nesterov : IRule
    {
        public static V Step<V, S>(V w, V g, ref V v, ref V unused, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            var step = S.Multiply(S.Broadcast(a.A), g);
            v = S.Subtract(S.Multiply(S.Broadcast(a.B), v), step);
            return S.Add(w, S.Subtract(S.Multiply(S.Broadcast(a.B), v), step));
        }
    }

    /// <summary>m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); w ← w − A m / (√v + ε). B, C: 1 − β₁, 1 − β₂; D: ε.</summary>
    public readonly struct Adam : IRule
    {
        public static V Step<V, S>(V w, V g, ref V m, ref V v, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            m = S.Add(m, S.Multiply(S.Subtract(g, m), S.Broadcast(a.B)));
            v = S.Add(v, S.Multiply(S.Subtract(S.Multiply(g, g), v), S.Broadcast(a.C)));
            return S.Subtract(w, S.Divide(S.Multiply(S.Broadcast(a.A), m), S.Add(S.Sqrt(v), S.Broadcast(a.D))));
        }
    }

    /// <summary>v ← B v + (1 − B) g²; w ← w − A g / √(v + ε). C: 1 − B; D: ε.</summary>
    public readonly struct RmsProp : IRule
    {
        public static V Step<V, S>(V w, V g, ref V v, ref V unused, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            v = S.Add(S.Multiply(S.Broadcast(a.B), v), S.Multiply(S.Broadcast(a.C), S.Multiply(g, g)));
            return S.Subtract(w, S.Divide(S.Multiply(S.Broadcast(a.A), g), S.Sqrt(S.Add(v, S.Broadcast(a.D)))));
        }
    }
}
