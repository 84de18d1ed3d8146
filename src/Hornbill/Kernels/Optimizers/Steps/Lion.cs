using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>w ← w − A sign(B m + C g); m ← D m + E g.</summary>
    public readonly struct Lion : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V m, ref V slot1, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            var direction = Sign<V, S>(S.Add(S.Multiply(S.Broadcast(a.B), m), S.Multiply(S.Broadcast(a.C), g)));
            m = S.Add(S.Multiply(S.Broadcast(a.D), m), S.Multiply(S.Broadcast(a.E), g));
            return S.Subtract(w, S.Multiply(S.Broadcast(a.A), direction));
        }
    }
}
