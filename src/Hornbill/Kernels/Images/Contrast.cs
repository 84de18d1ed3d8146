using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Contrast and brightness of one image: y = clip(scale × x + offset), with offset = (1 − scale) × the channel's mean + shift. With v the
/// value before it is clipped and m = 1 where low ≤ v ≤ high, else 0, the gradient is m scale dy + (1 − scale) / pixels × Σ m dy over the
/// channel. </summary>
static unsafe class Contrast
{
    public struct Arguments
    {
        public int Pixels, Channels;
        public float Scale, Shift, Low, High;
        public float* X, Gradient, To; // Gradient is null forward
        public bool Accumulate;
        public float* Workspace;
    }

    /// <summary>Floats of workspace: one number a channel as often as a vector has floats, twice.</summary>
    public static int Workspace(int channels, int width) => 2 * channels * width;

    /// <summary>With vectors of <paramref name="width"/> floats: forward, or back where there is a gradient.</summary>
    public static void Run(int width, Arguments* a)
    {
        if (a->Gradient != null) SimdWidth.Call<InputGradient, Arguments>(width, a);
        else SimdWidth.Call<Forward, Arguments>(width, a);
    }

    public readonly struct Forward : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            Offsets(a, S.Width);
            var (n, period, i, q) = (a->Pixels * a->Channels, a->Channels * S.Width, 0, 0);
            for (; i + S.Width <= n; i += S.Width)
            {
                S.Store(a->To + i, Clipped<V, S>(a, S.Load(a->X + i), S.Load(a->Workspace + q)));
                q = q + S.Width == period ? 0 : q + S.Width;
            }
            for (; i < n; i++) a->To[i] = Clipped<float, Simd1>(a, a->X[i], a->Workspace[i % a->Channels]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Clipped<V, S>(Arguments* a, V x, V offset) where V : struct where S : struct, ISimd<V> =>
            S.Min(S.Broadcast(a->High), S.Max(S.Broadcast(a->Low), S.MultiplyAdd(S.Broadcast(a->Scale), x, offset)));
    }

    public readonly struct InputGradient : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            Offsets(a, S.Width);
            var (n, period, i, q) = (a->Pixels * a->Channels, a->Channels * S.Width, 0, 0);
            var shares = a->Workspace + period;
            Shares(a, shares, S.Width);
            for (; i + S.Width <= n; i += S.Width)
            {
                var dx = S.MultiplyAdd(S.Broadcast(a->Scale), Passed<V, S>(a, i, S.Load(a->Workspace + q)), S.Load(shares + q));
                S.Store(a->To + i, a->Accumulate ? S.Add(S.Load(a->To + i), dx) : dx);
                q = q + S.Width == period ? 0 : q + S.Width;
            }
            for (; i < n; i++)
            {
                var dx = Simd1.MultiplyAdd(a->Scale, Passed<float, Simd1>(a, i, a->Workspace[i % a->Channels]), shares[i % a->Channels]);
                a->To[i] = a->Accumulate ? a->To[i] + dx : dx;
            }
        }

        // The gradient where nothing is clipped, else 0.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Passed<V, S>(Arguments* a, int i, V offset) where V : struct where S : struct, ISimd<V>
        {
            var v = S.MultiplyAdd(S.Broadcast(a->Scale), S.Load(a->X + i), offset);
            return S.SelectGreater(S.Broadcast(a->Low), v, S.Zero,
                S.SelectGreater(v, S.Broadcast(a->High), S.Zero, S.Load(a->Gradient + i)));
        }

        // What the gradients of a channel give each of its pixels by way of the mean.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Shares(Arguments* a, float* to, int width)
        {
            for (var c = 0; c < a->Channels; c++)
            {
                var sum = 0.0;
                if (a->Scale != 1)
                    for (var i = c; i < a->Pixels * a->Channels; i += a->Channels) sum += Passed<float, Simd1>(a, i, a->Workspace[c]);
                Repeat(to + c, (float)((1.0 - a->Scale) / a->Pixels * sum), a->Channels, width);
            }
        }
    }

    // The offset of each channel. Sums are in double, so that they have the same bits for every vector.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Offsets(Arguments* a, int width)
    {
        for (var c = 0; c < a->Channels; c++)
        {
            var sum = 0.0;
            if (a->Scale != 1)
                for (var i = c; i < a->Pixels * a->Channels; i += a->Channels) sum += a->X[i];
            Repeat(a->Workspace + c, (float)(((1.0 - a->Scale) * (sum / a->Pixels)) + a->Shift), a->Channels, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Repeat(float* to, float value, int channels, int width)
    {
        for (var i = 0; i < width; i++, to += channels) *to = value;
    }
}
