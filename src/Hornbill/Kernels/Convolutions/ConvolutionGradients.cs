using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Backward: behind pooling at most a quarter of the gradient is not zero, and only that is multiplied (see Gather).</summary>
static unsafe partial class Convolution
{
    // A window's runs side by side. Whole vectors are copied: what is too much, the next run overwrites.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void CopyPatch<V, S>(Run* runs, int count, float* corner, float* to) where V : struct where S : struct, ISimd<V>
    {
        var length = runs->Length;
        do
        {
            var from = corner + runs->X;
            var j = 0;
            do S.Store(to + j, S.Load(from + j));
            while ((j += S.Width) < length);
            to += length;
            runs++;
        }
        while (--count > 0);
    }

    /// <summary>What both gradients read: the gradient of the output, and what says where it is alive.</summary>
    public struct BackwardArguments
    {
        public ConvolutionSize Size;
        public int Samples, From, To; // output channels or panels of them (weights), rows of x with its rim (input)
        public int FromPanel, ToPanel; // panels of input channels (full gradient by input)
        public float* Gradient, Y;    // Y is null without relu
        public int GradientSample, GradientRow, YSample, YRow;
        public byte* Argmax; // null without pooling
        public int ArgmaxSample;
        public float* X, Weights; // Weights: the sum of the gradient, or the weights as the kernel reads them
        public int XSample;
        public float* Workspace;
        public bool Fresh; // overwrite instead of adding
    }

    /// <summary>dw[o, k, i] += Σ_p x[p·s + k·d, i] × dy[p, o], and db[o] += Σ_p dy[p, o] at the end of each row.</summary>
    public readonly struct WeightGradient : IKernel<BackwardArguments>
    {
        /// <summary>Floats of workspace: a list of entries, and the patches of one sample.</summary>
        public static int Workspace(in ConvolutionSize z) =>
            Listed(z) + (z.CopiesPatches ? (z.Out.Height * z.Out.Width * z.Reduction) + 32 : 0);

        // A list of entries; before it the runs of a window are there, while patches are copied.
        static int Listed(in ConvolutionSize z) =>
            Math.Max(2 * z.Cells.Height * z.Cells.Width, z.CopiesPatches ? z.Runs * sizeof(Run) / sizeof(float) : 0);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var rows = z.Rows;
            if (a->Fresh) new Span<float>(a->Weights + ((long)a->From * rows.Stride), (a->To - a->From) * rows.Stride).Clear();
            var list = (Entry*)a->Workspace;
            var patches = a->Workspace + Listed(z);
            var (rowStep, columnStep) = z.CopiesPatches
                ? (z.Out.Width * z.Reduction, z.Reduction)
                : (z.Stride.Height * z.RimRow, z.Stride.Width * z.InChannels);
            var elements = stackalloc int[256];
            Elements(z, rowStep, columnStep, elements);
            for (var n = 0; n < a->Samples; n++)
            {
                var x = a->X + ((long)n * a->XSample);
                if (z.CopiesPatches) CopyPatches<V, S>(z, x, (Run*)list, patches);
                var summed = a->From;
                for (; summed + S.Width <= a->To; summed += S.Width) Bias<V, S>(a, n, summed);
                for (; summed < a->To; summed++) Bias<float, Simd1>(a, n, summed);
                for (var o = a->From; o < a->To; o++)
                {
                    var row = a->Weights + ((long)o * rows.Stride);
                    var count = List(a, n, o, list, rowStep, columnStep, elements);
                    if (z.CopiesPatches) Gather.Add<V, S>(row, patches, list, count, rows.Padded);
                    else
                        for (var r = 0; r < rows.Runs; r++)
                            Gather.Add<V, S>(row + (r * rows.Padded), x + z.RunOffset(r), list, count, rows.Padded);
                }
            }
        }

        // Adds up the gradients of a vector of output channels, place after place.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Bias<V, S>(BackwardArguments* a, int n, int o) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var sum = S.Zero;
            for (var r = 0; r < z.Cells.Height; r++)
            {
                var g = a->Gradient + ((long)n * a->GradientSample) + (r * a->GradientRow) + o;
                var y = a->Y == null ? null : a->Y + ((long)n * a->YSample) + (r * a->YRow) + o;
                for (var i = 0; i < z.Cells.Width * z.OutChannels; i += z.OutChannels)
                    sum = S.Add(sum, y == null ? S.Load(g + i) : S.SelectGreater(S.Load(y + i), S.Zero, S.Load(g + i), S.Zero));
            }
            var sums = stackalloc float[S.Width];
            S.Store(sums, sum);
            for (var i = 0; i < S.Width; i++) a->Weights[((long)(o + i) * z.Rows.Stride) + z.Rows.Bias] += sums[i];
        }

        // Where output channel o of sample n is alive.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int List(BackwardArguments* a, int n, int o, Entry* list, int rowStep, int columnStep, int* elements)
        {
            ref readonly var z = ref a->Size;
            var (one, zero) = (1f, (byte)0);
            var (yStep, argmaxStep) = (a->Y == null ? 0 : z.OutChannels, a->Argmax == null ? 0 : z.OutChannels);
            var count = 0;
            for (var r = 0; r < z.Cells.Height; r++)
            {
                var g = a->Gradient + ((long)n * a->GradientSample) + (r * a->GradientRow) + o;
                var y = a->Y == null ? &one : a->Y + ((long)n * a->YSample) + (r * a->YRow) + o;
                var argmax = a->Argmax == null ? &zero : a->Argmax + ((long)n * a->ArgmaxSample) + (r * z.Cells.Width * z.OutChannels) + o;
                var corner = r * z.Pool.Height * rowStep;
                for (var c = 0; c < z.Cells.Width; c++)
                {
                    var bits = Alive.Bits(*g, *y);
                    list[count] = new(corner + elements[*argmax], bits);
                    count += Alive.Count(bits);
                    corner += z.Pool.Width * columnStep;
                    g += z.OutChannels;
                    y += yStep;
                    argmax += argmaxStep;
                }
            }
            return count;
        }

        // Where each element of a pooling window lies, from the corner of the window that would begin at the first place.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Elements(in ConvolutionSize z, int rowStep, int columnStep, int* to)
        {
            for (var i = 0; i < z.Pool.Height; i++)
                for (var j = 0; j < z.Pool.Width; j++) to[(i * z.Pool.Width) + j] = ((i - z.PoolPad.Top) * rowStep)
                    + ((j - z.PoolPad.Left) * columnStep);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void CopyPatches<V, S>(in ConvolutionSize z, float* x, Run* runs, float* patches) where V : struct where S : struct, ISimd<V>
        {
            Whole(z, runs);
            for (var h = 0; h < z.Out.Height; h++)
            {
                var corner = x + (h * z.Stride.Height * z.RimRow);
                for (var w = 0; w < z.Out.Width; w++)
                {
                    CopyPatch<V, S>(runs, z.Runs, corner, patches);
                    corner += z.Stride.Width * z.InChannels;
                    patches += z.Reduction;
                }
            }
        }
    }

    /// <summary>dx[p·s + k·d, i] += Σ_o w[k, i, o] × dy[p, o], into x's own layout: what falls on the rim is nobody's.</summary>
    public readonly struct InputGradient : IKernel<BackwardArguments>
    {
        /// <summary>Floats of workspace: a list of entries for each element of a pooling window.</summary>
        public static int Workspace(in ConvolutionSize z) => 2 * z.OutChannels * z.Pool.Height * z.Pool.Width;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            for (var n = 0; n < a->Samples; n++)
            {
                var dx = a->X + ((long)n * a->XSample);
                if (a->Fresh) new Span<float>(dx + (a->From * z.RimRow), (a->To - a->From) * z.RimRow).Clear();
                for (var r = 0; r < z.Cells.Height; r++)
                {
                    var first = Math.Max(0, (r * z.Pool.Height) - z.PoolPad.Top) * z.Stride.Height;
                    var last = ((((r + 1) * z.Pool.Height) - 1 - z.PoolPad.Top) * z.Stride.Height)
                        + ((z.Kernel.Height - 1) * z.Dilation.Height);
                    if (last < a->From || first >= a->To) continue;
                    for (var c = 0; c < z.Cells.Width; c++) Spread<V, S>(a, n, r, c, dx);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Spread<V, S>(BackwardArguments* a, int n, int r, int c, float* dx) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var elements = z.Pool.Height * z.Pool.Width;
            var lists = (Entry*)a->Workspace;
            var counts = stackalloc int[LargestPool];
            List(a, n, r, c, lists, counts);
            for (var e = 0; e < elements; e++)
            {
                if (counts[e] == 0) continue;
                var h = (r * z.Pool.Height) - z.PoolPad.Top + (e / z.Pool.Width);
                var w = (c * z.Pool.Width) - z.PoolPad.Left + (e % z.Pool.Width);
                Windows<V, S>(a, h, w, dx, lists + (e * z.OutChannels), counts[e]);
            }
        }

        // The channels of one cell that are alive, by the window element they came from.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void List(BackwardArguments* a, int n, int r, int c, Entry* lists, int* counts)
        {
            ref readonly var z = ref a->Size;
            new Span<int>(counts, z.Pool.Height * z.Pool.Width).Clear();
            var stride = z.Rows.Stride;
            var g = a->Gradient + ((long)n * a->GradientSample) + (r * a->GradientRow) + (c * z.OutChannels);
            var (one, zero) = (1f, (byte)0);
            var y = a->Y == null ? &one : a->Y + ((long)n * a->YSample) + (r * a->YRow) + (c * z.OutChannels);
            var argmax = a->Argmax == null ? &zero : a->Argmax + ((long)n * a->ArgmaxSample) + (((r * z.Cells.Width) + c) * z.OutChannels);
            var (yStep, argmaxStep) = (a->Y == null ? 0 : 1, a->Argmax == null ? 0 : 1);
            for (var o = 0; o < z.OutChannels; o++)
            {
                var bits = Alive.Bits(g[o], *y);
                var e = *argmax;
                lists[(e * z.OutChannels) + counts[e]] = new(o * stride, bits);
                counts[e] += Alive.Count(bits);
                y += yStep;
                argmax += argmaxStep;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Windows<V, S>(BackwardArguments* a, int h, int w, float* dx, Entry* list, int count) where V : struct where S : struct,
            ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var rows = z.Rows;
            for (var run = 0; run < z.Runs; run++)
            {
                var y = (h * z.Stride.Height) + ((z.Dilation.Width == 1 ? run : run / z.Kernel.Width) * z.Dilation.Height);
                if (y < a->From || y >= a->To) continue;
                var to = dx + (h * z.Stride.Height * z.RimRow) + (w * z.Stride.Width * z.InChannels) + z.RunOffset(run);
                Gather.Add<V, S>(to, a->Weights + (z.CopiesPatches ? run * z.RunLength : run * rows.Padded), list, count, z.RunLength);
            }
        }
    }
}
