using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The sizes of a convolution, with the max-pooling that may follow it in the same step.
/// x is (InHeight + rim, InWidth + rim, InChannels): its rim of zeros is as wide as the padding, so no window leaves it.</summary>
readonly record struct ConvolutionSize
{
    public int InHeight { get; init; }
    public int InWidth { get; init; }
    public int InChannels { get; init; }
    public int OutHeight { get; init; } // before pooling
    public int OutWidth { get; init; }
    public int OutChannels { get; init; }
    public int KernelHeight { get; init; }
    public int KernelWidth { get; init; }
    public int StrideHeight { get; init; }
    public int StrideWidth { get; init; }
    public int DilationHeight { get; init; }
    public int DilationWidth { get; init; }
    public int PadTop { get; init; }
    public int PadLeft { get; init; }
    public int PadBottom { get; init; }
    public int PadRight { get; init; }
    public int PoolHeight { get; init; } // 1 × 1 without pooling; windows do not overlap
    public int PoolWidth { get; init; }
    public int PoolTop { get; init; }
    public int PoolLeft { get; init; }
    public int CellRows { get; init; } // the output after pooling
    public int CellColumns { get; init; }

    public bool Pooled => PoolHeight * PoolWidth > 1;

    public bool Padded => PadTop + PadLeft + PadBottom + PadRight > 0;

    public int Reduction => KernelHeight * KernelWidth * InChannels;

    public int RimRow => (InWidth + PadLeft + PadRight) * InChannels;

    public int RimRows => InHeight + PadTop + PadBottom;

    /// <summary>Stretches of a window that lie without gaps: its rows, or its taps where it is dilated.</summary>
    public int Runs => DilationWidth == 1 ? KernelHeight : KernelHeight * KernelWidth;

    public int RunLength => DilationWidth == 1 ? KernelWidth * InChannels : InChannels;

    /// <summary>Where a run begins in x, from the window's corner.</summary>
    public int RunOffset(int run) => DilationWidth == 1
        ? run * DilationHeight * RimRow
        : (run / KernelWidth * DilationHeight * RimRow) + (run % KernelWidth * DilationWidth * InChannels);

    /// <summary>Windows of few floats in a row spend their time between runs: they are copied together first.</summary>
    public bool TinyRuns => RunLength < 16;

    /// <summary>Windows of few floats in a row leave most of a vector empty: their weight gradient copies them together first.</summary>
    public bool CopiesPatches => RunLength < 32;

    /// <summary>The rows in which gradients and transposed weights are held, one for each output channel.</summary>
    public WeightRows Rows => CopiesPatches ? new(OutChannels, 1, Reduction) : new(OutChannels, Runs, RunLength);
}

/// <summary>
/// Two-dimensional convolution, channels last: y[p, o] = relu(b[o] + Σ_{k, i} x[p·s + k·d, i] × w[k, i, o]), and max-pooling of y.
/// p: place, o: output channel, k: tap, i: input channel, s: stride, d: dilation.
/// Forward: tiles of 6 rows × 1 panel. The rows are samples at one place where there are samples enough: rim taps are skipped exactly and no row of
/// an image leaves a remainder. For few samples they are neighbouring places. Several places, those of a pooling window or neighbours, share each
/// stretch of a panel while it is in the first-level cache. The full-size output of a pooled layer is never written.
/// Backward: behind relu and pooling at most a quarter of the gradient is not zero, and only that is multiplied (see Gather).
/// </summary>
static unsafe class Convolution
{
    /// <summary>Below this many samples the rows of a tile are places.</summary>
    const int SamplesForRows = 4;

    /// <summary>Neighbouring places that share a stretch of a panel.</summary>
    const int Neighbours = 4;

    /// <summary>Elements of the largest window that is pooled on the way.</summary>
    public const int LargestPool = 16;

    /// <summary>Rows of a panel that stay in the first-level cache: 20 KB of them at 16 columns.</summary>
    const int Stretch = 320;

    public struct ForwardArguments
    {
        public ConvolutionSize Size;
        public int Samples, From, To; // rows of cells
        public float* X, Panels, Bias, Y, Workspace;
        public int XSample, YSample, YRow;
        public byte* Argmax; // window element of each maximum, (CellRows, CellColumns, OutChannels); null where nobody needs it
        public int ArgmaxSample;
        public bool Relu;
        public float* Scale, Shift; // of a normalisation after relu, by output channel; null without
    }

    public readonly struct Forward : IKernel<ForwardArguments>
    {
        /// <summary>Floats of workspace: the sums of each place, the maxima and where they were, and patches.</summary>
        public static int Workspace(in ConvolutionSize z) =>
            ((LargestPool + 2) * Tile.MaxSums) + (z.TinyRuns ? (LargestPool * Tile.MaxRows * z.Reduction) + 32 : 0);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(ForwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var whole = stackalloc Run[z.Runs];
            Whole(z, whole);
            var patch = new Run(0, 0, z.Reduction);
            var samples = a->Samples >= SamplesForRows;
            var groups = samples ? (a->Samples + Tile.MaxRows - 1) / Tile.MaxRows : a->Samples;
            for (var g = 0; g < groups; g++)
            {
                var first = g * a->Samples / groups;
                var rows = ((g + 1) * a->Samples / groups) - first;
                for (var r = a->From; r < a->To; r++)
                    for (var c = 0; c < z.CellColumns;)
                    {
                        var columns = Columns(z, c, samples);
                        var cells = new Cells(a, whole, &patch, r, c, first, rows, columns);
                        cells.Run<V, S>();
                        c += columns;
                    }
            }
        }

        // Cells taken together: rows of one tile, or neighbours that share panels. Their windows must have the same elements.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Columns(in ConvolutionSize z, int c, bool samples)
        {
            var most = Math.Min(samples ? (z.Pooled ? 1 : Neighbours) : Tile.MaxRows, z.CellColumns - c);
            var columns = 1;
            while (columns < most && (!z.Pooled || Window(c, z.PoolWidth, z.PoolLeft, z.OutWidth) == Window(c + columns, z.PoolWidth, z.PoolLeft, z.OutWidth)))
                columns++;
            return columns;
        }
    }

    /// <summary>The elements of pooling window <paramref name="cell"/> that lie inside: [from, to).</summary>
    internal static (int From, int To) Window(int cell, int pool, int pad, int size)
    {
        var start = (cell * pool) - pad;
        return (Math.Max(0, -start), Math.Min(pool, size - start));
    }

    /// <summary>One row of tiles' worth of outputs: neighbouring cells of several samples, or of one.</summary>
    readonly ref struct Cells(ForwardArguments* a, Run* whole, Run* patch, int row, int column, int sample, int samples, int columns)
    {
        // The rows of a tile are samples; else they are columns.
        bool OfSamples => samples > 1 || a->Samples >= SamplesForRows;

        int Rows => OfSamples ? samples : columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V, S>() where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var places = stackalloc Place[LargestPool];
            var runs = stackalloc Run[LargestPool * z.Runs];
            var count = Places<V, S>(places, runs);
            var panels = new Panels(z.OutChannels, z.Reduction, S.Width);
            for (var p = 0; p < panels.Count; p++)
            {
                Sum<V, S>(places, count, panels, p);
                if (a->Scale != null && z.Pooled) Turn<V, S>(count, panels, p);
                if (z.Pooled) Pool<V, S>(places, count, panels, p);
                else
                    for (var i = 0; i < count; i++) Finish<V, S>(a->Workspace + (i * Tile.MaxSums), null, OfSamples ? column + i : column, panels, p);
            }
        }

        /// <summary>A place of the convolution's output: where each row's window begins, and the runs of the window.</summary>
        struct Place
        {
            public fixed long Rows[Tile.MaxRows];
            public Run* Runs;
            public int Count, Done, Element;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        int Places<V, S>(Place* places, Run* runs) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            if (!z.Pooled)
            {
                var neighbours = OfSamples ? columns : 1;
                for (var i = 0; i < neighbours; i++) Set<V, S>(places + i, i, row, column + i, runs + (i * z.Runs));
                return neighbours;
            }
            var (top, bottom) = Window(row, z.PoolHeight, z.PoolTop, z.OutHeight);
            var (left, right) = Window(column, z.PoolWidth, z.PoolLeft, z.OutWidth);
            var count = 0;
            for (var i = top; i < bottom; i++)
                for (var j = left; j < right; j++)
                {
                    places[count].Element = (i * z.PoolWidth) + j;
                    Set<V, S>(places + count, count, (row * z.PoolHeight) - z.PoolTop + i, (column * z.PoolWidth) - z.PoolLeft + j, runs + (count * z.Runs));
                    count++;
                }
            return count;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Set<V, S>(Place* place, int index, int h, int w, Run* runs) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var corner = a->X + ((long)sample * a->XSample) + (h * z.StrideHeight * z.RimRow) + (w * z.StrideWidth * z.InChannels);
            var step = OfSamples ? a->XSample : z.PoolWidth * z.StrideWidth * z.InChannels;
            var patches = a->Workspace + ((LargestPool + 2) * Tile.MaxSums) + (index * Tile.MaxRows * z.Reduction);
            for (var r = 0; r < Rows; r++)
            {
                var from = corner + ((long)r * step);
                if (z.TinyRuns)
                {
                    var to = patches + (r * z.Reduction);
                    CopyPatch<V, S>(whole, z.Runs, from, to);
                    from = to;
                }
                place->Rows[r] = (long)from;
            }
            var inside = z.Padded && OfSamples && !z.TinyRuns;
            place->Runs = inside ? runs : z.TinyRuns ? patch : whole;
            place->Count = inside ? Inside(z, h, w, runs) : z.TinyRuns ? 1 : z.Runs;
        }

        // Every place takes the stretch of the panel that is in the cache, then the next.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Sum<V, S>(Place* places, int count, Panels panels, int p) where V : struct where S : struct, ISimd<V>
        {
            for (var i = 0; i < count; i++) places[i].Done = 0;
            var panel = panels.At(a->Panels, p);
            var vectors = panels.Vectors(p);
            for (int until = Stretch, left = count; left > 0; until += Stretch)
            {
                left = 0;
                for (var i = 0; i < count; i++)
                {
                    var place = places + i;
                    var sums = a->Workspace + (i * Tile.MaxSums);
                    var (from, to) = (place->Done, place->Done);
                    while (to < place->Count && (to == from || place->Runs[to].K + place->Runs[to].Length <= until)) to++;
                    if (to > from) Tile.Run<V, S>((float**)place->Rows, Rows, vectors, place->Runs + from, to - from, panel, sums, fresh: from == 0);
                    else if (place->Count == 0) new Span<float>(sums, Tile.MaxSums).Clear();
                    place->Done = to;
                    if (to < place->Count) left++;
                }
            }
        }

        // The window without its taps on the rim, which would multiply zeros.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Inside(in ConvolutionSize z, int h, int w, Run* runs)
        {
            var count = 0;
            for (var i = 0; i < z.KernelHeight; i++)
            {
                var y = (h * z.StrideHeight) - z.PadTop + (i * z.DilationHeight);
                if (y < 0 || y >= z.InHeight) continue;
                var x = (w * z.StrideWidth) - z.PadLeft;
                if (z.DilationWidth == 1)
                {
                    int from = Math.Max(0, -x), to = Math.Min(z.KernelWidth, z.InWidth - x);
                    if (from < to)
                        runs[count++] = new(z.RunOffset(i) + (from * z.InChannels), ((i * z.KernelWidth) + from) * z.InChannels, (to - from) * z.InChannels);
                    continue;
                }
                for (var j = 0; j < z.KernelWidth; j++)
                {
                    if (x + (j * z.DilationWidth) < 0 || x + (j * z.DilationWidth) >= z.InWidth) continue;
                    var run = (i * z.KernelWidth) + j;
                    runs[count++] = new(z.RunOffset(run), run * z.InChannels, z.InChannels);
                }
            }
            return count;
        }

        // Where scale is negative the smallest sum gives the greatest output.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Turn<V, S>(int sets, Panels panels, int p) where V : struct where S : struct, ISimd<V>
        {
            var (vectors, width) = (panels.Vectors(p), S.Width);
            var scale = stackalloc float[2 * S.Width];
            Epilogue.LoadBias(a->Scale, panels.First(p), a->Size.OutChannels, scale, vectors * width);
            for (var v = 0; v < vectors; v++)
            {
                var sign = S.SelectGreater(S.Zero, S.Load(scale + (v * width)), S.Broadcast(-1), S.Broadcast(1));
                for (var i = 0; i < sets; i++)
                    for (var r = 0; r < Rows; r++)
                    {
                        var at = a->Workspace + (i * Tile.MaxSums) + (((r * vectors) + v) * width);
                        S.Store(at, S.Multiply(S.Load(at), sign));
                    }
            }
        }

        // The first of the greatest.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Pool<V, S>(Place* places, int count, Panels panels, int p) where V : struct where S : struct, ISimd<V>
        {
            var floats = Rows * panels.Vectors(p) * S.Width;
            float* sums = a->Workspace, best = sums + (LargestPool * Tile.MaxSums), index = best + Tile.MaxSums;
            for (var f = 0; f < floats; f += S.Width)
            {
                V b = S.Load(sums + f), e = S.Broadcast(places[0].Element);
                for (var i = 1; i < count; i++)
                {
                    var s = S.Load(sums + (i * Tile.MaxSums) + f);
                    e = S.SelectGreater(s, b, S.Broadcast(places[i].Element), e);
                    b = S.SelectGreater(s, b, s, b);
                }
                S.Store(best + f, b);
                S.Store(index + f, e);
            }
            Finish<V, S>(best, index, column, panels, p);
        }

        // A normalisation behind relu; then there is no bias left to add.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void ScaleAndShift<V, S>(float* sums, float* bias, Panels panels, int p) where V : struct where S : struct, ISimd<V>
        {
            var (first, vectors, columns) = (panels.First(p), panels.Vectors(p), panels.Vectors(p) * S.Width);
            float* scale = stackalloc float[2 * S.Width], shift = stackalloc float[2 * S.Width];
            Epilogue.LoadBias(a->Scale, first, a->Size.OutChannels, scale, columns);
            Epilogue.LoadBias(a->Shift, first, a->Size.OutChannels, shift, columns);
            if (a->Size.Pooled) // the sums were turned for the maximum
                for (var r = 0; r < Rows; r++)
                    for (var i = 0; i < columns; i++) sums[(r * columns) + i] *= scale[i] < 0 ? -1 : 1;
            for (var r = 0; r < Rows; r++) Epilogue.Scale<V, S>(sums + (r * columns), bias, a->Relu, scale, shift, vectors);
            new Span<float>(bias, columns).Clear();
        }

        // Bias and relu come after the maximum: both keep its order.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Finish<V, S>(float* sums, float* index, int at, Panels panels, int p) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var (first, vectors) = (panels.First(p), panels.Vectors(p));
            var bias = stackalloc float[2 * S.Width];
            Epilogue.LoadBias(a->Bias, first, z.OutChannels, bias, vectors * S.Width);
            if (a->Scale != null) ScaleAndShift<V, S>(sums, bias, panels, p);
            for (var r = 0; r < Rows; r++)
            {
                var (n, c) = OfSamples ? (sample + r, at) : (sample, at + r);
                Epilogue.Store<V, S>(sums + (r * vectors * S.Width), bias, a->Relu && a->Scale == null, vectors, z.OutChannels - first,
                                     a->Y + ((long)n * a->YSample) + (row * a->YRow) + (c * z.OutChannels) + first);
                if (index == null || a->Argmax == null) continue;
                Epilogue.StoreIndex<V, S>(index + (r * vectors * S.Width), vectors, z.OutChannels - first,
                                          a->Argmax + ((long)n * a->ArgmaxSample) + (((row * z.CellColumns) + c) * z.OutChannels) + first);
            }
        }
    }

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

    /// <summary>The runs of a window that leaves nothing out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Whole(in ConvolutionSize z, Run* runs)
    {
        for (var r = 0; r < z.Runs; r++) runs[r] = new(z.RunOffset(r), r * z.RunLength, z.RunLength);
    }

    /// <summary>What both gradients read: the gradient of the output, and what says where it is alive.</summary>
    public struct BackwardArguments
    {
        public ConvolutionSize Size;
        public int Samples, From, To; // output channels (weights), rows of x with its rim (input)
        public float* Gradient, Y;    // Y is null without relu
        public int GradientSample, GradientRow, YSample, YRow;
        public byte* Argmax; // null without pooling
        public int ArgmaxSample;
        public float* X, Weights; // Weights: rows of the gradient, or of the weights
        public int XSample;
        public float* Workspace;
        public bool Fresh; // overwrite instead of adding
    }

    /// <summary>dw[o, k, i] += Σ_p x[p·s + k·d, i] × dy[p, o], and db[o] += Σ_p dy[p, o] at the end of each row.</summary>
    public readonly struct WeightGradient : IKernel<BackwardArguments>
    {
        /// <summary>Floats of workspace: a list of entries, and the patches of one sample.</summary>
        public static int Workspace(in ConvolutionSize z) =>
            (2 * z.CellRows * z.CellColumns) + (z.CopiesPatches ? (z.OutHeight * z.OutWidth * z.Reduction) + 32 : 0);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var rows = z.Rows;
            if (a->Fresh) new Span<float>(a->Weights + (a->From * rows.Stride), (a->To - a->From) * rows.Stride).Clear();
            var list = (Entry*)a->Workspace;
            var patches = a->Workspace + (2 * z.CellRows * z.CellColumns);
            var (rowStep, columnStep) = z.CopiesPatches
                ? (z.OutWidth * z.Reduction, z.Reduction)
                : (z.StrideHeight * z.RimRow, z.StrideWidth * z.InChannels);
            var elements = stackalloc int[256];
            Elements(z, rowStep, columnStep, elements);
            for (var n = 0; n < a->Samples; n++)
            {
                var x = a->X + ((long)n * a->XSample);
                if (z.CopiesPatches) CopyPatches<V, S>(z, x, patches);
                var summed = a->From;
                for (; summed + S.Width <= a->To; summed += S.Width) Bias<V, S>(a, n, summed);
                for (; summed < a->To; summed++) Bias<float, Simd1>(a, n, summed);
                for (var o = a->From; o < a->To; o++)
                {
                    var row = a->Weights + ((long)o * rows.Stride);
                    var count = List(a, n, o, list, rowStep, columnStep, elements);
                    if (z.CopiesPatches) Gather.Run<V, S>(row, patches, list, count, rows.Padded);
                    else
                        for (var r = 0; r < rows.Runs; r++)
                            Gather.Run<V, S>(row + (r * rows.Padded), x + z.RunOffset(r), list, count, rows.Padded);
                }
            }
        }

        // Adds up the gradients of a vector of output channels, place after place.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Bias<V, S>(BackwardArguments* a, int n, int o) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var sum = S.Zero;
            for (var r = 0; r < z.CellRows; r++)
            {
                var g = a->Gradient + ((long)n * a->GradientSample) + (r * a->GradientRow) + o;
                var y = a->Y == null ? null : a->Y + ((long)n * a->YSample) + (r * a->YRow) + o;
                for (var i = 0; i < z.CellColumns * z.OutChannels; i += z.OutChannels)
                    sum = S.Add(sum, y == null ? S.Load(g + i) : S.SelectGreater(S.Load(y + i), S.Zero, S.Load(g + i), S.Zero));
            }
            var sums = stackalloc float[S.Width];
            S.Store(sums, sum);
            for (var i = 0; i < S.Width; i++) a->Weights[((o + i) * z.Rows.Stride) + z.Rows.Bias] += sums[i];
        }

        // Where output channel o of sample n is alive.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int List(BackwardArguments* a, int n, int o, Entry* list, int rowStep, int columnStep, int* elements)
        {
            ref readonly var z = ref a->Size;
            var (one, zero) = (1f, (byte)0);
            var (yStep, argmaxStep) = (a->Y == null ? 0 : z.OutChannels, a->Argmax == null ? 0 : z.OutChannels);
            var count = 0;
            for (var r = 0; r < z.CellRows; r++)
            {
                var g = a->Gradient + ((long)n * a->GradientSample) + (r * a->GradientRow) + o;
                var y = a->Y == null ? &one : a->Y + ((long)n * a->YSample) + (r * a->YRow) + o;
                var argmax = a->Argmax == null ? &zero : a->Argmax + ((long)n * a->ArgmaxSample) + (r * z.CellColumns * z.OutChannels) + o;
                var corner = r * z.PoolHeight * rowStep;
                for (var c = 0; c < z.CellColumns; c++)
                {
                    var bits = Alive.Bits(*g, *y);
                    list[count] = new(corner + elements[*argmax], bits);
                    count += Alive.Count(bits);
                    corner += z.PoolWidth * columnStep;
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
            for (var i = 0; i < z.PoolHeight; i++)
                for (var j = 0; j < z.PoolWidth; j++) to[(i * z.PoolWidth) + j] = ((i - z.PoolTop) * rowStep) + ((j - z.PoolLeft) * columnStep);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void CopyPatches<V, S>(in ConvolutionSize z, float* x, float* patches) where V : struct where S : struct, ISimd<V>
        {
            var runs = stackalloc Run[z.Runs];
            Whole(z, runs);
            for (var h = 0; h < z.OutHeight; h++)
            {
                var corner = x + (h * z.StrideHeight * z.RimRow);
                for (var w = 0; w < z.OutWidth; w++)
                {
                    CopyPatch<V, S>(runs, z.Runs, corner, patches);
                    corner += z.StrideWidth * z.InChannels;
                    patches += z.Reduction;
                }
            }
        }
    }

    /// <summary>dx[p·s + k·d, i] += Σ_o w[k, i, o] × dy[p, o], into x's own layout: what falls on the rim is nobody's.</summary>
    public readonly struct InputGradient : IKernel<BackwardArguments>
    {
        /// <summary>Floats of workspace: a list of entries for each element of a pooling window.</summary>
        public static int Workspace(in ConvolutionSize z) => 2 * z.OutChannels * z.PoolHeight * z.PoolWidth;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            for (var n = 0; n < a->Samples; n++)
            {
                var dx = a->X + (n * a->XSample);
                if (a->Fresh) new Span<float>(dx + (a->From * z.RimRow), (a->To - a->From) * z.RimRow).Clear();
                for (var r = 0; r < z.CellRows; r++)
                {
                    var first = Math.Max(0, (r * z.PoolHeight) - z.PoolTop) * z.StrideHeight;
                    var last = ((((r + 1) * z.PoolHeight) - 1 - z.PoolTop) * z.StrideHeight) + ((z.KernelHeight - 1) * z.DilationHeight);
                    if (last < a->From || first >= a->To) continue;
                    for (var c = 0; c < z.CellColumns; c++) Spread<V, S>(a, n, r, c, dx);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Spread<V, S>(BackwardArguments* a, int n, int r, int c, float* dx) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var elements = z.PoolHeight * z.PoolWidth;
            var lists = (Entry*)a->Workspace;
            var counts = stackalloc int[elements];
            List(a, n, r, c, lists, counts);
            for (var e = 0; e < elements; e++)
            {
                if (counts[e] == 0) continue;
                var h = (r * z.PoolHeight) - z.PoolTop + (e / z.PoolWidth);
                var w = (c * z.PoolWidth) - z.PoolLeft + (e % z.PoolWidth);
                Windows<V, S>(a, h, w, dx, lists + (e * z.OutChannels), counts[e]);
            }
        }

        // The channels of one cell that are alive, by the window element they came from.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void List(BackwardArguments* a, int n, int r, int c, Entry* lists, int* counts)
        {
            ref readonly var z = ref a->Size;
            new Span<int>(counts, z.PoolHeight * z.PoolWidth).Clear();
            var stride = z.Rows.Stride;
            var g = a->Gradient + ((long)n * a->GradientSample) + (r * a->GradientRow) + (c * z.OutChannels);
            var (one, zero) = (1f, (byte)0);
            var y = a->Y == null ? &one : a->Y + ((long)n * a->YSample) + (r * a->YRow) + (c * z.OutChannels);
            var argmax = a->Argmax == null ? &zero : a->Argmax + ((long)n * a->ArgmaxSample) + (((r * z.CellColumns) + c) * z.OutChannels);
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
        static void Windows<V, S>(BackwardArguments* a, int h, int w, float* dx, Entry* list, int count) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var rows = z.Rows;
            for (var run = 0; run < z.Runs; run++)
            {
                var y = (h * z.StrideHeight) + ((z.DilationWidth == 1 ? run : run / z.KernelWidth) * z.DilationHeight);
                if (y < a->From || y >= a->To) continue;
                var to = dx + (h * z.StrideHeight * z.RimRow) + (w * z.StrideWidth * z.InChannels) + z.RunOffset(run);
                Gather.Run<V, S>(to, a->Weights + (z.CopiesPatches ? run * z.RunLength : run * rows.Padded), list, count, z.RunLength);
            }
        }
    }
}
