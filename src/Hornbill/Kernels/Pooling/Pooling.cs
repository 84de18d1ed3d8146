using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The sizes of a pooling of (In, Channels).</summary>
readonly record struct PoolingSize(Pair In, int Channels, Pair Pool, Pair Stride, Padding Pad, Pair Out)
{
    /// <summary>The cells [From, To) of a window that lie inside, along one dimension, and where the window begins there.</summary>
    public readonly record struct Range(int First, int From, int To);

    public Range Rows(int r) => Inside((r * Stride.Height) - Pad.Top, Pool.Height, In.Height);

    public Range Columns(int c) => Inside((c * Stride.Width) - Pad.Left, Pool.Width, In.Width);

    static Range Inside(int first, int pool, int size) => new(first, Math.Max(0, -first), Math.Min(pool, size - first));
}

/// <summary>
/// Pooling that no convolution took in: y[p, c] = the window's value of x[p·s + e, c] over its elements e that lie inside. Forward walks
/// channels in vectors, backward gives each output's gradient to the elements of its window. What a window does is a small struct:
/// <see cref="MaxPooling"/>, <see cref="AveragePooling"/>. </summary>
static unsafe class Pooling
{
    public struct Arguments
    {
        public PoolingSize Size;
        public int Samples;
        public int FromChannel, ToChannel;
        public float* X, Y; // values forward, gradients backward
        public int XSample, XRow, YSample, YRow;
        public byte* Argmax;  // of a maximum: its place in the window (Out, Channels); null where nobody needs it
        public float* Places; // the same where a window has more than 255 elements
        public int ArgmaxSample;
        public bool Fresh;
    }

    /// <summary>One window of one sample: the image's floats from a channel on, the result's, and where that is among all results of the
    /// sample.</summary>
    public readonly struct Window(Arguments* a, int n, int r, int c)
    {
        public PoolingSize.Range Rows { get; } = a->Size.Rows(r);

        public PoolingSize.Range Columns { get; } = a->Size.Columns(c);

        public float* Y { get; } = a->Y + ((long)n * a->YSample) + ((long)r * a->YRow) + (c * a->Size.Channels);

        /// <summary>Where its place of channel 0 lies.</summary>
        public long Place { get; } = ((long)n * a->ArgmaxSample) + ((((long)r * a->Size.Out.Width) + c) * a->Size.Channels);

        /// <summary>Its cell (i, j), which lies inside.</summary>
        public float* Cell(int i, int j) => a->X + ((long)n * a->XSample) + ((long)(Rows.First + i) * a->XRow)
            + ((long)(Columns.First + j) * a->Size.Channels);
    }

    public interface IRule
    {
        /// <summary>Computes a vector of channels from k on.</summary>
        static abstract void Value<V, S>(Arguments* a, in Window w, int k) where V : struct where S : struct, ISimd<V>;

        /// <summary>Adds a window's gradient to its elements', over the channels at hand; <paramref name="cells"/> says where the first
        /// <see cref="MaxPooling.Bytes"/> of them lie, from the window's corner.</summary>
        static abstract void Spread<V, S>(Arguments* a, in Window w, nint* cells) where V : struct where S : struct, ISimd<V>;
    }

    public readonly struct Forward<R> : IKernel<Arguments> where R : struct, IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            for (var n = 0; n < a->Samples; n++)
                for (var r = 0; r < z.Out.Height; r++)
                    for (var c = 0; c < z.Out.Width; c++)
                    {
                        var (w, k) = (new Window(a, n, r, c), a->FromChannel);
                        for (; k + S.Width <= a->ToChannel; k += S.Width) R.Value<V, S>(a, w, k);
                        for (; k < a->ToChannel; k++) R.Value<float, Simd1>(a, w, k);
                    }
        }
    }

    /// <summary>Adds each output's gradient (Y) to those of its window (X).</summary>
    public readonly struct InputGradient<R> : IKernel<Arguments> where R : struct, IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var cells = stackalloc nint[MaxPooling.Bytes];
            for (var e = 0; e < Math.Min(MaxPooling.Bytes, z.Pool.Area); e++)
                cells[e] = (e / z.Pool.Width * (nint)a->XRow) + (e % z.Pool.Width * (nint)z.Channels);
            for (var n = 0; n < a->Samples; n++)
            {
                for (var r = 0; r < z.In.Height && a->Fresh; r++) Clear(a, a->X + ((long)n * a->XSample) + ((long)r * a->XRow));
                for (var r = 0; r < z.Out.Height; r++)
                    for (var c = 0; c < z.Out.Width; c++) R.Spread<V, S>(a, new Window(a, n, r, c), cells);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Clear(Arguments* a, float* row)
        {
            var (channels, count) = (a->Size.Channels, a->ToChannel - a->FromChannel);
            if (count == channels) Rows.Clear(row, a->Size.In.Width * channels);
            else
                for (var c = 0; c < a->Size.In.Width; c++) Rows.Clear(row + (c * channels) + a->FromChannel, count);
        }
    }
}
