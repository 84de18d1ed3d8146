using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// One dimension made <c>Factor</c> times as long, in straight lines between the middles of its elements: x (Outer, Length, Inner), y
/// (Outer, Length × Factor, Inner), y[i] = (1 − t) x[k] + t x[k + 1] with k + t = (i + ½) / Factor − ½, at the ends the first and last. The
/// gradient goes back by the same shares. </summary>
static unsafe class LinearUpSampling
{
    public struct Arguments
    {
        public int Samples, Outer, Length, Factor, Inner;
        public float* X, Y; // values forward, gradients backward
        public int XSample, YSample;
    }

    public readonly struct Forward : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n++)
                for (var o = 0; o < a->Outer; o++)
                    for (var i = 0; i < a->Length * a->Factor; i++)
                    {
                        var x = a->X + ((long)n * a->XSample) + ((long)o * a->Length * a->Inner);
                        var y = a->Y + ((long)n * a->YSample) + (((long)o * a->Length * a->Factor) + i) * a->Inner;
                        var (k, next, t) = Place(a, i);
                        var done = Between<V, S>(x + ((long)k * a->Inner), x + ((long)next * a->Inner), t, y, 0, a->Inner);
                        Between<float, Simd1>(x + ((long)k * a->Inner), x + ((long)next * a->Inner), t, y, done, a->Inner);
                    }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Between<V, S>(float* from, float* next, float t, float* to, int i, int length) where V : struct where S : struct,
            ISimd<V>
        {
            V p = S.Broadcast(1 - t), q = S.Broadcast(t);
            for (; i + S.Width <= length; i += S.Width) S.Store(to + i,
                S.MultiplyAdd(q, S.Load(next + i), S.Multiply(p, S.Load(from + i))));
            return i;
        }
    }

    /// <summary>Adds to X, each row of Y's gradient to the two it came from.</summary>
    public readonly struct InputGradient : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n++)
                for (var o = 0; o < a->Outer; o++)
                    for (var i = 0; i < a->Length * a->Factor; i++)
                    {
                        var x = a->X + ((long)n * a->XSample) + ((long)o * a->Length * a->Inner);
                        var y = a->Y + ((long)n * a->YSample) + (((long)o * a->Length * a->Factor) + i) * a->Inner;
                        var (k, next, t) = Place(a, i);
                        AddTo<V, S>(y, 1 - t, x + ((long)k * a->Inner), a->Inner);
                        AddTo<V, S>(y, t, x + ((long)next * a->Inner), a->Inner);
                    }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void AddTo<V, S>(float* from, float share, float* to, int length) where V : struct where S : struct, ISimd<V>
        {
            var s = S.Broadcast(share);
            var i = 0;
            for (; i + S.Width <= length; i += S.Width) S.Store(to + i, S.MultiplyAdd(s, S.Load(from + i), S.Load(to + i)));
            for (; i < length; i++) to[i] = Simd1.MultiplyAdd(share, from[i], to[i]);
        }
    }

    // The element before the middle of element i of the longer dimension, the one after, and how far on it lies.
    static (int Before, int After, float T) Place(Arguments* a, int i)
    {
        var twice = (2L * i) + 1 - a->Factor; // of (k + t) × Factor
        if (twice <= 0) return (0, 0, 0);
        var k = (int)(twice / (2L * a->Factor));
        return k >= a->Length - 1 ? (a->Length - 1, a->Length - 1, 0) : (k, k + 1, (twice - (2L * a->Factor * k)) / (2f * a->Factor));
    }
}
