using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); h ← max(h, v); w ← w − A m / (√h + ε). B, C: 1 − β₁, 1 − β₂; D: ε.
    /// Without a slot for the greatest so far h is v.</summary>
    public readonly struct Adam : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V m, ref V v, ref V h, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            m = S.Add(m, S.Multiply(S.Subtract(g, m), S.Broadcast(a.B)));
            v = S.Add(v, S.Multiply(S.Subtract(S.Multiply(g, g), v), S.Broadcast(a.C)));
            h = S.Max(h, v);
            return S.Subtract(w, S.Divide(S.Multiply(S.Broadcast(a.A), m), S.Add(S.Sqrt(h), S.Broadcast(a.D))));
        }
    }
}
