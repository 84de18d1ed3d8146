using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>v ← B v − A g; w ← w + v. Without a slot B is 0, and w ← w − A g.</summary>
    public readonly struct Momentum : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V v, ref V slot1, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            v = S.Subtract(S.Multiply(S.Broadcast(a.B), v), S.Multiply(S.Broadcast(a.A), g));
            return S.Add(w, v);
        }
    }

    /// <summary>v ← B v − A g; w ← w + B v − A g.</summary>
    public readonly struct Nesterov : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V v, ref V slot1, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            var step = S.Multiply(S.Broadcast(a.A), g);
            v = S.Subtract(S.Multiply(S.Broadcast(a.B), v), step);
            return S.Add(w, S.Subtract(S.Multiply(S.Broadcast(a.B), v), step));
        }
    }
}
