using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// The forward pass of a convolution of one to four input channels: so few terms that sums must not pass through memory. A tile is eight
/// places, two pooling windows or neighbours in a row, and a panel of outputs; maximum, argmax, bias and relu are taken of its sums in
/// registers. Each sum has the order of the other tiles (see Tile), so both give the same bits.
/// </summary>
static unsafe partial class Convolution
{
    public readonly struct FewChannels : IKernel<ForwardArguments>
    {
        const int Places = 8;
        const int MostChannels = 4;

        /// <summary>Whether it can be taken: vectors of 16, that the outputs fill; no pooling of other windows than 2×2 that all lie
        /// inside.</summary>
        public static bool Takes(in ConvolutionSize z, int width) => width == 16 && z.InChannels <= MostChannels
            && z.OutChannels % width == 0 && z.Dilation.Width == 1
            && (z.Pooled ? TakesWindows(z) : z.Out.Width >= Places);

        static bool TakesWindows(in ConvolutionSize z) => (z.Pool.Height, z.Pool.Width, z.PoolPad.Top, z.PoolPad.Left) == (2, 2, 0, 0)
            && 2 * z.Cells.Height <= z.Out.Height && 2 * z.Cells.Width <= z.Out.Width && z.Cells.Width >= Places / 4;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(ForwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var panels = new Panels(z.OutChannels, z.Reduction, S.Width);
            for (var n = 0; n < a->Samples; n++)
                for (var p = a->FromPanel; p < a->ToPanel; p++)
                    for (var r = a->From; r < a->To; r++)
                    {
                        var panel = panels.At(a->Panels, p);
                        if (panels.Vectors(p) > 1) Row<V, S, N2>(a, n, r, panel, panels.First(p));
                        else Row<V, S, N1>(a, n, r, panel, panels.First(p));
                    }
        }

        // A row of cells, for the outputs from o on.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Row<V, S, C>(ForwardArguments* a, int n, int r, float* panel, int o)
            where V : struct where S : struct, ISimd<V> where C : struct, IConstant
        {
            ref readonly var z = ref a->Size;
            var x = a->X + ((long)n * a->XSample) + (r * z.Pool.Height * z.Stride.Height * z.RimRow);
            var y = a->Y + ((long)n * a->YSample) + (r * a->YRow) + o;
            var argmax = a->Argmax == null ? null
                : a->Argmax + ((long)n * a->ArgmaxSample) + (r * z.Cells.Width * z.OutChannels) + o;
            // The last tile overlaps the one before.
            var cells = z.Pooled ? Places / 4 : Places;
            for (var c = 0; c < z.Cells.Width; c += cells)
            {
                var at = Math.Min(c, z.Cells.Width - cells);
                var (corner, to) = (at * z.Pool.Width * z.Stride.Width * z.InChannels, at * z.OutChannels);
                if (z.Pooled) Tile<V, S, C, N1>(a, x + corner, panel, o, y + to, argmax == null ? null : argmax + to);
                else Tile<V, S, C, N0>(a, x + corner, panel, o, y + to, null);
            }
        }

        // Eight places and C vectors of outputs from o on; P: two pooling windows.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Tile<V, S, C, P>(ForwardArguments* a, float* x0, float* panel, int o, float* y, byte* argmax)
            where V : struct where S : struct, ISimd<V> where C : struct, IConstant where P : struct, IConstant
        {
            ref readonly var z = ref a->Size;
            nint w = S.Width, length = z.RunLength, right = z.Stride.Width * z.InChannels, row = z.Dilation.Height * z.RimRow;
            float* x1 = x0 + right, x2 = P.Value > 0 ? x0 + (z.Stride.Height * z.RimRow) : x1 + right, x3 = x2 + right;
            nint next = (P.Value > 0 ? 2 : 4) * right; // the other four
            V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero, a4 = S.Zero, a5 = S.Zero, a6 = S.Zero, a7 = S.Zero;
            V b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero, b4 = S.Zero, b5 = S.Zero, b6 = S.Zero, b7 = S.Zero;
            for (var i = z.Kernel.Height; i > 0; i--, x0 += row, x1 += row, x2 += row, x3 += row)
                for (nint j = 0; j < length; j++, panel += C.Value * w)
                {
                    V u = S.Load(panel), v = C.Value > 1 ? S.Load(panel + w) : u;
                    Add<V, S, C>(x0[j], u, v, ref a0, ref b0);
                    Add<V, S, C>(x1[j], u, v, ref a1, ref b1);
                    Add<V, S, C>(x2[j], u, v, ref a2, ref b2);
                    Add<V, S, C>(x3[j], u, v, ref a3, ref b3);
                    Add<V, S, C>(x0[j + next], u, v, ref a4, ref b4);
                    Add<V, S, C>(x1[j + next], u, v, ref a5, ref b5);
                    Add<V, S, C>(x2[j + next], u, v, ref a6, ref b6);
                    Add<V, S, C>(x3[j + next], u, v, ref a7, ref b7);
                }
            nint outputs = z.OutChannels, step = P.Value > 0 ? outputs : 4 * outputs;
            Finish<V, S, P>(a, a0, a1, a2, a3, o, y, argmax, 0, 0);
            Finish<V, S, P>(a, a4, a5, a6, a7, o, y, argmax, step, 0);
            if (C.Value < 2) return;
            Finish<V, S, P>(a, b0, b1, b2, b3, o, y, argmax, 0, w);
            Finish<V, S, P>(a, b4, b5, b6, b7, o, y, argmax, step, w);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Add<V, S, C>(float x, V u, V v, ref V a, ref V b) where V : struct where S : struct, ISimd<V> where C
            : struct, IConstant
        {
            var t = S.Broadcast(x);
            a = S.MultiplyAdd(t, u, a);
            if (C.Value > 1) b = S.MultiplyAdd(t, v, b);
        }

        // A vector of outputs, at o of the panel, of four places or of the first of their greatest; where scale is negative, of the
        // smallest.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Finish<V, S, P>(ForwardArguments* a, V s0, V s1, V s2, V s3, int first, float* y, byte* argmax, nint at, nint o)
            where V : struct where S : struct, ISimd<V> where P : struct, IConstant
        {
            y += at + o;
            if (P.Value > 0)
            {
                var turns = a->Scale != null;
                var sign = turns ? S.SelectGreater(S.Zero, S.Load(a->Scale + first + o), S.Broadcast(-1), S.Broadcast(1)) : S.Zero;
                if (turns) (s0, s1, s2, s3) = (S.Multiply(s0, sign), S.Multiply(s1, sign), S.Multiply(s2, sign), S.Multiply(s3, sign));
                var e = S.SelectGreater(s1, s0, S.Broadcast(1), S.Zero);
                s0 = S.SelectGreater(s1, s0, s1, s0);
                e = S.SelectGreater(s2, s0, S.Broadcast(2), e);
                s0 = S.SelectGreater(s2, s0, s2, s0);
                e = S.SelectGreater(s3, s0, S.Broadcast(3), e);
                s0 = S.SelectGreater(s3, s0, s3, s0);
                if (argmax != null) S.StoreBytes(argmax + at + o, e);
                S.Store(y, Finished<V, S>(a, turns ? S.Multiply(s0, sign) : s0, first + o));
                return;
            }
            nint place = a->Size.OutChannels;
            S.Store(y, Finished<V, S>(a, s0, first + o));
            S.Store(y + place, Finished<V, S>(a, s1, first + o));
            S.Store(y + (2 * place), Finished<V, S>(a, s2, first + o));
            S.Store(y + (3 * place), Finished<V, S>(a, s3, first + o));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Finished<V, S>(ForwardArguments* a, V sum, nint o) where V : struct where S : struct, ISimd<V>
        {
            var y = S.Add(sum, a->Bias == null ? S.Zero : S.Load(a->Bias + o));
            if (a->Relu) y = S.Max(S.Zero, y); // in this order NaN stays NaN
            return a->Scale == null ? y : S.MultiplyAdd(y, S.Load(a->Scale + o), S.Load(a->Shift + o));
        }
    }
}
