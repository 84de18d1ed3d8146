using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>v ← v + (1 − β₂)(g² − v); z' = z − A g / (√(E v) + ε); x = (w − (1 − B) z) / B, x ← (1 − Share) x + Share z'; w ← (1 − B)
    /// z' + B x. B: β₁, C: 1 − β₂, D: ε. At the first step F is not 0, and z is F w.</summary>
    public readonly struct ScheduleFree : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V z, ref V v, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            V mix = S.Broadcast(a.B), rest = S.Broadcast(1 - a.B), share = S.Broadcast(a.Share);
            var before = a.F != 0 ? S.Multiply(S.Broadcast(a.F), w) : z;
            v = S.Add(v, S.Multiply(S.Subtract(S.Multiply(g, g), v), S.Broadcast(a.C)));
            var root = S.Add(S.Sqrt(S.Multiply(S.Broadcast(a.E), v)), S.Broadcast(a.D));
            z = S.Subtract(before, S.Divide(S.Multiply(S.Broadcast(a.A), g), root));
            var x = S.Divide(S.Subtract(w, S.Multiply(rest, before)), mix);
            x = S.Add(S.Multiply(S.Subtract(S.Broadcast(1), share), x), S.Multiply(share, z));
            return S.Add(S.Multiply(rest, z), S.Multiply(mix, x));
        }
    }
}
