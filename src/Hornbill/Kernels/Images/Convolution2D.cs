using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// One image convolved with one kernel, each channel by itself: y[i, j] = Σ k[a, b] x[i + kh − 1 − a, j + kw − 1 − b] over an image x that
/// is larger than y by the kernel less one. In vectors along rows, whose elements are columns × channels.
/// </summary>
static unsafe class Convolution2D
{
    public struct Arguments
    {
        public int KernelHeight, KernelWidth, Height, Row, InRow, Channels; // of y: its rows and their length; of x: the length of a row
        public float* X, Kernel, Y;
    }

    /// <summary>With the widest vectors.</summary>
    public static void Run(Arguments* a) => SimdWidth.Call<Forward, Arguments>(SimdWidth.Best, a);

    public readonly struct Forward : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var i = 0; i < a->Height; i++)
            {
                var y = a->Y + ((long)i * a->Row);
                var x = a->X + ((long)i * a->InRow);
                var j = 0;
                for (; j + (4 * S.Width) <= a->Row; j += 4 * S.Width) Four<V, S>(a, x + j, y + j);
                for (; j + S.Width <= a->Row; j += S.Width) S.Store(y + j, One<V, S>(a, x + j));
                for (; j < a->Row; j++) y[j] = One<float, Simd1>(a, x + j);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Four<V, S>(Arguments* a, float* x, float* y) where V : struct where S : struct, ISimd<V>
        {
            V s0 = S.Zero, s1 = s0, s2 = s0, s3 = s0;
            var k = a->Kernel + (a->KernelHeight * a->KernelWidth) - 1;
            for (var r = 0; r < a->KernelHeight; r++, x += a->InRow)
                for (var (c, p) = (0, 0L); c < a->KernelWidth; c++, p += a->Channels, k--)
                {
                    var share = S.Broadcast(*k);
                    s0 = S.MultiplyAdd(share, S.Load(x + p), s0);
                    s1 = S.MultiplyAdd(share, S.Load(x + p + S.Width), s1);
                    s2 = S.MultiplyAdd(share, S.Load(x + p + (2 * S.Width)), s2);
                    s3 = S.MultiplyAdd(share, S.Load(x + p + (3 * S.Width)), s3);
                }
            S.Store(y, s0);
            S.Store(y + S.Width, s1);
            S.Store(y + (2 * S.Width), s2);
            S.Store(y + (3 * S.Width), s3);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static V One<V, S>(Arguments* a, float* x) where V : struct where S : struct, ISimd<V>
        {
            var sum = S.Zero;
            var k = a->Kernel + (a->KernelHeight * a->KernelWidth) - 1;
            for (var r = 0; r < a->KernelHeight; r++, x += a->InRow)
                for (var c = 0; c < a->KernelWidth; c++, k--) sum =
                    S.MultiplyAdd(S.Broadcast(*k), S.Load(x + ((long)c * a->Channels)), sum);
            return sum;
        }
    }
}
