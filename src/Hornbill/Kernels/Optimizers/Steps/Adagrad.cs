using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>s ← s + g²; w ← w − A g / √(s + ε). D: ε.</summary>
    public readonly struct Adagrad : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V s, ref V slot1, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            s = S.Add(s, S.Multiply(g, g));
            return S.Subtract(w, S.Divide(S.Multiply(S.Broadcast(a.A), g), S.Sqrt(S.Add(s, S.Broadcast(a.D)))));
        }
    }
}
