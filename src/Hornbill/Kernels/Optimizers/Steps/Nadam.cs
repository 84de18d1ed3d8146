using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>m and v as Adam's; w ← w − (A m + E g) / (F √v + ε). B, C: 1 − β₁, 1 − β₂; D: ε.</summary>
    public readonly struct Nadam : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V m, ref V v, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            m = S.Add(m, S.Multiply(S.Subtract(g, m), S.Broadcast(a.B)));
            v = S.Add(v, S.Multiply(S.Subtract(S.Multiply(g, g), v), S.Broadcast(a.C)));
            var step = S.Add(S.Multiply(S.Broadcast(a.A), m), S.Multiply(S.Broadcast(a.E), g));
            return S.Subtract(w, S.Divide(step, S.Add(S.Multiply(S.Broadcast(a.F), S.Sqrt(v)), S.Broadcast(a.D))));
        }
    }
}
