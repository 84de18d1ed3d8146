using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The sizes of a pooling of (InHeight, InWidth, Channels).</summary>
readonly record struct PoolingSize(int InHeight, int InWidth, int Channels, int PoolHeight, int PoolWidth, int StrideHeight, int StrideWidth,
                                   int PadTop, int PadLeft, int OutHeight, int OutWidth);

/// <summary>
/// Max-pooling that no convolution took in: y[p, c] = max of x[p·s + e, c] over the window's elements e that lie inside; of equal ones the first.
/// Forward walks channels in vectors; the gradient goes to the element that won.
/// </summary>
static unsafe class MaxPooling
{
    public struct Arguments
    {
        public PoolingSize Size;
        public int Samples;
        public float* X, Y; // values forward, gradients backward
        public int XSample, XRow, YSample, YRow;
        public byte* Argmax; // (OutHeight, OutWidth, Channels); null where nobody needs it
        public int ArgmaxSample;
        public bool Fresh;
    }

    public readonly struct Forward : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            for (var n = 0; n < a->Samples; n++)
                for (var r = 0; r < z.OutHeight; r++)
                    for (var c = 0; c < z.OutWidth; c++)
                    {
                        var y = a->Y + (n * a->YSample) + (r * a->YRow) + (c * z.Channels);
                        var argmax = a->Argmax == null ? null : a->Argmax + (n * a->ArgmaxSample) + (((r * z.OutWidth) + c) * z.Channels);
                        var k = 0;
                        for (; k + S.Width <= z.Channels; k += S.Width) Window<V, S>(a, n, r, c, k, y + k, argmax == null ? null : argmax + k);
                        for (; k < z.Channels; k++) Window<float, Simd1>(a, n, r, c, k, y + k, argmax == null ? null : argmax + k);
                    }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Window<V, S>(Arguments* a, int n, int r, int c, int k, float* y, byte* argmax) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            int top = (r * z.StrideHeight) - z.PadTop, left = (c * z.StrideWidth) - z.PadLeft;
            V best = S.Zero, index = S.Zero;
            var fresh = true;
            for (var i = Math.Max(0, -top); i < Math.Min(z.PoolHeight, z.InHeight - top); i++)
                for (var j = Math.Max(0, -left); j < Math.Min(z.PoolWidth, z.InWidth - left); j++)
                {
                    var x = S.Load(a->X + (n * a->XSample) + ((top + i) * a->XRow) + ((left + j) * z.Channels) + k);
                    var e = S.Broadcast((i * z.PoolWidth) + j);
                    (best, index) = fresh ? (x, e) : (S.SelectGreater(x, best, x, best), S.SelectGreater(x, best, e, index));
                    fresh = false;
                }
            S.Store(y, best);
            if (argmax != null) S.StoreBytes(argmax, index);
        }
    }

    /// <summary>Adds each output's gradient (Y) to the input that won (X).</summary>
    public readonly struct InputGradient : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            for (var n = 0; n < a->Samples; n++)
            {
                if (a->Fresh)
                    for (var r = 0; r < z.InHeight; r++) new Span<float>(a->X + (n * a->XSample) + (r * a->XRow), z.InWidth * z.Channels).Clear();
                for (var r = 0; r < z.OutHeight; r++)
                    for (var c = 0; c < z.OutWidth; c++) Scatter(a, n, r, c);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Scatter(Arguments* a, int n, int r, int c)
        {
            ref readonly var z = ref a->Size;
            int top = (r * z.StrideHeight) - z.PadTop, left = (c * z.StrideWidth) - z.PadLeft;
            var dy = a->Y + (n * a->YSample) + (r * a->YRow) + (c * z.Channels);
            var argmax = a->Argmax + (n * a->ArgmaxSample) + (((r * z.OutWidth) + c) * z.Channels);
            for (var k = 0; k < z.Channels; k++)
                a->X[(n * a->XSample) + ((top + (argmax[k] / z.PoolWidth)) * a->XRow) + ((left + (argmax[k] % z.PoolWidth)) * z.Channels) + k] += dy[k];
        }
    }
}
