using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>Over gradients in the place of weights: s ← s + w.</summary>
    public readonly struct Accumulate : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V s, ref V slot1, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            s = S.Add(s, w);
            return w;
        }
    }

    /// <summary>Over gradients in the place of weights: w ← A (w + s); s ← 0.</summary>
    public readonly struct Mean : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V s, ref V slot1, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            w = S.Multiply(S.Broadcast(a.A), S.Add(w, s));
            s = S.Zero;
            return w;
        }
    }

    /// <summary>The moving average of weights: s ← A s + B w.</summary>
    public readonly struct Average : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V s, ref V slot1, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            s = S.Add(S.Multiply(S.Broadcast(a.A), s), S.Multiply(S.Broadcast(a.B), w));
            return w;
        }
    }

    /// <summary>A penalty's gradient, over gradients in the place of weights and weights in that of gradients: w ← w + A sign(g) + B
    /// g.</summary>
    public readonly struct Penalty : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V slot0, ref V slot1, ref V slot2, in Arguments a) where V : struct where S : struct,
            ISimd<V> =>
            S.Add(w, S.Add(S.Multiply(S.Broadcast(a.A), Sign<V, S>(g)), S.Multiply(S.Broadcast(a.B), g)));
    }
}
