using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>s ← B s + (1 − B) g²; d = g √(u + ε) / √(s + ε); u ← B u + (1 − B) d²; w ← w − A d. C: 1 − B; D: ε.</summary>
    public readonly struct Adadelta : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V s, ref V u, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            V rho = S.Broadcast(a.B), rest = S.Broadcast(a.C), epsilon = S.Broadcast(a.D);
            s = S.Add(S.Multiply(rho, s), S.Multiply(rest, S.Multiply(g, g)));
            var d = S.Divide(S.Multiply(S.Sqrt(S.Add(u, epsilon)), g), S.Sqrt(S.Add(s, epsilon)));
            u = S.Add(S.Multiply(rho, u), S.Multiply(rest, S.Multiply(d, d)));
            return S.Subtract(w, S.Multiply(S.Broadcast(a.A), d));
        }
    }
}
