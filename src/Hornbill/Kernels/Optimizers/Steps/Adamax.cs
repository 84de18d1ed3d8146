using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>m ← m + (1 − β₁)(g − m); u ← max(C u, |g|); w ← w − A m / (u + ε). B: 1 − β₁; D: ε.</summary>
    public readonly struct Adamax : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V m, ref V u, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            m = S.Add(m, S.Multiply(S.Subtract(g, m), S.Broadcast(a.B)));
            u = S.Max(S.Multiply(S.Broadcast(a.C), u), Magnitude<V, S>(g));
            return S.Subtract(w, S.Divide(S.Multiply(S.Broadcast(a.A), m), S.Add(u, S.Broadcast(a.D))));
        }
    }
}
