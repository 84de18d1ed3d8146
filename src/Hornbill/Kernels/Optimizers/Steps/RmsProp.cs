using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>v ← B v + (1 − B) g²; n ← B n + (1 − B) g; m ← F m + A g / √(v − E n² + ε); w ← w − m. C: 1 − B; D: ε. Without slots for m
    /// and n F and E are 0.</summary>
    public readonly struct RmsProp : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V v, ref V m, ref V n, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            v = S.Add(S.Multiply(S.Broadcast(a.B), v), S.Multiply(S.Broadcast(a.C), S.Multiply(g, g)));
            n = S.Add(S.Multiply(S.Broadcast(a.B), n), S.Multiply(S.Broadcast(a.C), g));
            var variance = S.Subtract(v, S.Multiply(S.Broadcast(a.E), S.Multiply(n, n)));
            var step = S.Divide(S.Multiply(S.Broadcast(a.A), g), S.Sqrt(S.Add(variance, S.Broadcast(a.D))));
            m = S.Add(S.Multiply(S.Broadcast(a.F), m), step);
            return S.Subtract(w, m);
        }
    }
}
