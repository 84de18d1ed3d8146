using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

static partial class Steps
{
    /// <summary>n' = n + g²; z ← z + g + B w − A (n'ᵖ − nᵖ) w; w ← (z within ± D − z) / (A n'ᵖ + C). A: 1 / η; B: twice the shrinkage; C:
    /// twice the quadratic penalty; D: the linear one; E: the power, where it is none of those that have a shorter way.</summary>
    public readonly struct Ftrl<P> : IRule where P : struct, IPower
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Step<V, S>(V w, V g, ref V n, ref V z, ref V slot2, in Arguments a) where V : struct where S : struct, ISimd<V>
        {
            var before = P.Of<V, S>(n, a);
            n = S.Add(n, S.Multiply(g, g));
            V after = P.Of<V, S>(n, a), inverse = S.Broadcast(a.A);
            var shrunk = S.Add(g, S.Multiply(S.Broadcast(a.B), w));
            z = S.Add(z, S.Subtract(shrunk, S.Multiply(S.Multiply(S.Subtract(after, before), inverse), w)));
            var rest = S.Subtract(Within<V, S>(z, S.Broadcast(a.D)), z);
            return S.Divide(rest, S.Add(S.Multiply(after, inverse), S.Broadcast(a.C)));
        }
    }

    /// <summary>x to a power.</summary>
    public interface IPower
    {
        static abstract V Of<V, S>(V x, in Arguments a) where V : struct where S : struct, ISimd<V>;
    }

    public readonly struct Zeroth : IPower
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, S>(V x, in Arguments a) where V : struct where S : struct, ISimd<V> => S.Broadcast(1);
    }

    public readonly struct Root : IPower
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, S>(V x, in Arguments a) where V : struct where S : struct, ISimd<V> => S.Sqrt(x);
    }

    public readonly struct First : IPower
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, S>(V x, in Arguments a) where V : struct where S : struct, ISimd<V> => x;
    }

    public readonly struct Any : IPower
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, S>(V x, in Arguments a) where V : struct where S : struct, ISimd<V> =>
            Functions.Exp<V, S>(S.Multiply(S.Broadcast(a.E), Functions.Log<V, S>(x)));
    }
}
