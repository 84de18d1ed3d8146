using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// The weight gradient of a first layer behind 2×2 max-pooling, by permutes: dw[k, i, o] += Σ_cells x[p(cell, o) + k, i] × dy[cell, o].
/// Of each pooled cell and output one place p is alive, one of four neighbours. The two rows of x that a row of taps can meet lie in two
/// registers, and each output's argmax picks its float: one permute and one multiply-add a tap for 16 outputs. Nothing is listed and no
/// window copied, and what is alive does not matter. Each sum has the order of the lists, so both give the same bits.
/// </summary>
static unsafe partial class Convolution
{
    public readonly struct PooledWeightGradient : IKernel<BackwardArguments>
    {
        /// <summary>Floats of its vectors, and outputs of a part.</summary>
        public const int Width = 16;

        // Taps of a row of the kernel whose sums stay in registers.
        const int MostTaps = 9;

        /// <summary>Whether it can be taken: 512 bits, windows of 2×2 that all lie inside, and the floats of a row of taps for both of
        /// their columns in one register.</summary>
        public static bool Takes(in ConvolutionSize z, int width) => width == Width && Avx512F.IsSupported
            && (z.Pool.Height, z.Pool.Width, z.PoolPad.Top, z.PoolPad.Left) == (2, 2, 0, 0)
            && 2 * z.Cells.Height <= z.Out.Height && 2 * z.Cells.Width <= z.Out.Width
            && z is { Stride.Height: 1, Stride.Width: 1, Dilation.Height: 1, Dilation.Width: 1 }
            && z.OutChannels % Width == 0 && z.RunLength <= MostTaps && Reach(z) <= Width;

        /// <summary>Floats of workspace: of each cell the gradients of 16 outputs, and where in the registers they were taken.</summary>
        public static int Workspace(in ConvolutionSize z) => 2 * Width * z.Cells.Height * z.Cells.Width;

        // Floats in a row of x that the windows of a cell hold.
        static int Reach(in ConvolutionSize z) => (z.Kernel.Width + 1) * z.InChannels;

        /// <summary>Outputs [16 From, 16 To); sums are panels of outputs with a row for the bias.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var panels = new Panels(z.OutChannels, z.Reduction + 1, Width);
            var g = a->Workspace;
            var index = (int*)(g + (Width * z.Cells.Height * z.Cells.Width));
            for (var n = 0; n < a->Samples; n++)
                for (var v = a->From; v < a->To; v++)
                {
                    var (p, stride) = (v / 2, panels.Vectors(v / 2) * Width);
                    var sums = panels.At(a->Weights, p) + (v % 2 * Width);
                    if (n == 0 && a->Fresh)
                        for (var k = 0; k <= z.Reduction; k++) Vector512<float>.Zero.Store(sums + (k * stride));
                    Unpack(a, n, v * Width, g, index, sums + (z.Reduction * stride));
                    for (var row = 0; row < z.Kernel.Height; row++, sums += z.RunLength * stride)
                    {
                        var x = a->X + ((long)n * a->XSample) + (row * z.RimRow);
                        Taps(z, x, g, index, sums, stride);
                    }
                }
        }

        // What relu let through of 16 outputs, added to the bias, and where the taps of its place begin in the registers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Unpack(BackwardArguments* a, int n, int o, float* to, int* index, float* bias)
        {
            ref readonly var z = ref a->Size;
            var elements = Vector512.Create(0, z.InChannels, Width, Width + z.InChannels, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            var sum = Vector512<float>.Zero;
            for (var r = 0; r < z.Cells.Height; r++)
            {
                var g = a->Gradient + ((long)n * a->GradientSample) + (r * a->GradientRow) + o;
                var y = a->Y == null ? null : a->Y + ((long)n * a->YSample) + (r * a->YRow) + o;
                var argmax = a->Argmax + ((long)n * a->ArgmaxSample) + (r * z.Cells.Width * z.OutChannels) + o;
                for (var i = 0; i < z.Cells.Width * z.OutChannels; i += z.OutChannels, to += Width, index += Width)
                {
                    var d = Vector512.Load(g + i);
                    if (y != null) d = Simd512.SelectGreater(Vector512.Load(y + i), Simd512.Zero, d, Simd512.Zero);
                    d.Store(to);
                    sum += d;
                    Avx512F.PermuteVar16x32(elements, Avx512F.ConvertToVector512Int32(Vector128.Load(argmax + i))).Store(index);
                }
            }
            (Vector512.Load(bias) + sum).Store(bias);
        }

        static void Taps(in ConvolutionSize z, float* x, float* g, int* index, float* sums, int stride)
        {
            switch (z.RunLength)
            {
                case 1: Leaf<N1>(z, x, g, index, sums, stride); break;
                case 2: Leaf<N2>(z, x, g, index, sums, stride); break;
                case 3: Leaf<N3>(z, x, g, index, sums, stride); break;
                case 4: Leaf<N4>(z, x, g, index, sums, stride); break;
                case 5: Leaf<N5>(z, x, g, index, sums, stride); break;
                case 6: Leaf<N6>(z, x, g, index, sums, stride); break;
                case 7: Leaf<N7>(z, x, g, index, sums, stride); break;
                case 8: Leaf<N8>(z, x, g, index, sums, stride); break;
                default: Leaf<N9>(z, x, g, index, sums, stride); break;
            }
        }

        // A row of N taps: the sums of 16 outputs over all cells.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Leaf<N>(in ConvolutionSize z, float* x, float* g, int* index, float* to, nint stride) where N : struct, IConstant
        {
            nint row = z.RimRow, step = 2 * z.InChannels, columns = z.Cells.Width;
            Vector512<float> s0 = Load<N0, N>(to, stride), s1 = Load<N1, N>(to, stride), s2 = Load<N2, N>(to, stride);
            Vector512<float> s3 = Load<N3, N>(to, stride), s4 = Load<N4, N>(to, stride), s5 = Load<N5, N>(to, stride);
            Vector512<float> s6 = Load<N6, N>(to, stride), s7 = Load<N7, N>(to, stride), s8 = Load<N8, N>(to, stride);
            for (var r = 0; r < z.Cells.Height; r++, x += (2 * row) - (columns * step))
                for (var c = columns; c > 0; c--, x += step, g += Width, index += Width)
                {
                    Vector512<float> d = Vector512.Load(g), top = Vector512.Load(x), bottom = Vector512.Load(x + row);
                    var at = Vector512.Load(index);
                    s0 = Add<N0, N>(top, bottom, at, d, s0);
                    s1 = Add<N1, N>(top, bottom, at, d, s1);
                    s2 = Add<N2, N>(top, bottom, at, d, s2);
                    s3 = Add<N3, N>(top, bottom, at, d, s3);
                    s4 = Add<N4, N>(top, bottom, at, d, s4);
                    s5 = Add<N5, N>(top, bottom, at, d, s5);
                    s6 = Add<N6, N>(top, bottom, at, d, s6);
                    s7 = Add<N7, N>(top, bottom, at, d, s7);
                    s8 = Add<N8, N>(top, bottom, at, d, s8);
                }
            Store<N0, N>(to, stride, s0);
            Store<N1, N>(to, stride, s1);
            Store<N2, N>(to, stride, s2);
            Store<N3, N>(to, stride, s3);
            Store<N4, N>(to, stride, s4);
            Store<N5, N>(to, stride, s5);
            Store<N6, N>(to, stride, s6);
            Store<N7, N>(to, stride, s7);
            Store<N8, N>(to, stride, s8);
        }

        // Of tap K, if the row has one.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<float> Add<K, N>(Vector512<float> top, Vector512<float> bottom, Vector512<int> at, Vector512<float> d,
            Vector512<float> sum) where K : struct, IConstant where N : struct, IConstant
        {
            if (K.Value >= N.Value) return sum;
            var x = Avx512F.PermuteVar16x32x2(top, at + Vector512.Create(K.Value), bottom);
            return Simd512.MultiplyAdd(d, x, sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<float> Load<K, N>(float* from, nint stride) where K : struct, IConstant where N : struct, IConstant =>
            K.Value < N.Value ? Vector512.Load(from + (K.Value * stride)) : default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Store<K, N>(float* to, nint stride, Vector512<float> sum) where K : struct, IConstant where N : struct, IConstant
        {
            if (K.Value < N.Value) sum.Store(to + (K.Value * stride));
        }
    }
}
