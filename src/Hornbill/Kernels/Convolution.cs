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

    public int RunLength => Reduction / Runs;

    /// <summary>Where a run begins in x, from the window's corner.</summary>
    public int RunOffset(int run) => DilationWidth == 1
        ? run * DilationHeight * RimRow
        : (run / KernelWidth * DilationHeight * RimRow) + (run % KernelWidth * DilationWidth * InChannels);

    /// <summary>Windows of few floats in a row leave most of a vector empty: their weight gradient copies them together first.</summary>
    public bool CopiesPatches => RunLength < 32;

    /// <summary>The rows in which gradients and transposed weights are held, one for each output channel.</summary>
    public WeightRows Rows => CopiesPatches ? new(OutChannels, 1, Reduction) : new(OutChannels, Runs, RunLength);
}

/// <summary>
/// Two-dimensional convolution, channels last: y[p, o] = relu(b[o] + Σ_{k, i} x[p·s + k·d, i] × w[k, i, o]), and max-pooling of y.
/// p: place, o: output channel, k: tap, i: input channel, s: stride, d: dilation.
/// Forward: tiles of 6 rows × 1 panel. The rows are samples at one place where there are samples enough: rim taps are skipped exactly and no row of
/// an image leaves a remainder. For few samples they are neighbouring places. The full-size output of a pooled layer is never written.
/// Backward: behind relu and pooling at most a quarter of the gradient is not zero, and only that is multiplied (see Gather).
/// </summary>
static unsafe class Convolution
{
    /// <summary>Below this many samples the rows of a tile are places.</summary>
    const int SamplesForRows = 4;

    public struct ForwardArguments
    {
        public ConvolutionSize Size;
        public int Samples, From, To; // rows of cells
        public float* X, Panels, Bias, Y;
        public int XSample, YSample, YRow;
        public byte* Argmax; // window element of each maximum, (CellRows, CellColumns, OutChannels); null where nobody needs it
        public int ArgmaxSample;
        public bool Relu;
    }

    public readonly struct Forward : IKernel<ForwardArguments>
    {
        public static void Run<V, S>(ForwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            var panels = new Panels(a->Size.OutChannels, a->Size.Reduction, S.Width);
            for (var panel = 0; panel < panels.Count; panel++)
            {
                if (a->Samples >= SamplesForRows) RowsOfSamples<V, S>(a, panels, panel);
                else RowsOfPlaces<V, S>(a, panels, panel);
            }
        }

        static void RowsOfSamples<V, S>(ForwardArguments* a, Panels panels, int panel) where V : struct where S : struct, ISimd<V>
        {
            var groups = (a->Samples + Tile.MaxRows - 1) / Tile.MaxRows;
            for (var g = 0; g < groups; g++)
            {
                var first = g * a->Samples / groups;
                var rows = ((g + 1) * a->Samples / groups) - first;
                for (var r = a->From; r < a->To; r++)
                    for (var c = 0; c < a->Size.CellColumns; c++)
                        new Cells(a, r, c, first, rows, 1).Run<V, S>(panels, panel);
            }
        }

        static void RowsOfPlaces<V, S>(ForwardArguments* a, Panels panels, int panel) where V : struct where S : struct, ISimd<V>
        {
            var columns = a->Size.CellColumns;
            for (var n = 0; n < a->Samples; n++)
                for (var r = a->From; r < a->To; r++)
                    for (var c = 0; c < columns;)
                    {
                        var rows = 1;
                        while (rows < Tile.MaxRows && c + rows < columns && Alike(a->Size, c, c + rows)) rows++;
                        new Cells(a, r, c, n, 1, rows).Run<V, S>(panels, panel);
                        c += rows;
                    }
        }

        // Cells whose windows have the same elements.
        static bool Alike(in ConvolutionSize z, int a, int b) =>
            !z.Pooled || (Window(a, z.PoolWidth, z.PoolLeft, z.OutWidth) == Window(b, z.PoolWidth, z.PoolLeft, z.OutWidth));
    }

    /// <summary>The elements of pooling window <paramref name="cell"/> that lie inside: [from, to).</summary>
    internal static (int From, int To) Window(int cell, int pool, int pad, int size)
    {
        var start = (cell * pool) - pad;
        return (Math.Max(0, -start), Math.Min(pool, size - start));
    }

    /// <summary>Up to six outputs: one cell of several samples, or several cells of one.</summary>
    readonly ref struct Cells(ForwardArguments* a, int row, int column, int sample, int samples, int columns)
    {
        public void Run<V, S>(Panels panels, int panel) where V : struct where S : struct, ISimd<V>
        {
            var sums = stackalloc float[Tile.MaxSums];
            var best = stackalloc float[Tile.MaxSums];
            var index = stackalloc float[Tile.MaxSums];
            ref readonly var z = ref a->Size;
            var (vectors, floats) = (panels.Vectors(panel), samples * columns * panels.Vectors(panel) * S.Width);
            var (top, bottom) = Window(row, z.PoolHeight, z.PoolTop, z.OutHeight);
            var (left, right) = Window(column, z.PoolWidth, z.PoolLeft, z.OutWidth);
            for (var i = top; i < bottom; i++)
                for (var j = left; j < right; j++)
                {
                    var fresh = i == top && j == left;
                    Sum<V, S>((row * z.PoolHeight) - z.PoolTop + i, (column * z.PoolWidth) - z.PoolLeft + j, panels.At(a->Panels, panel), vectors,
                              fresh ? best : sums);
                    if (!z.Pooled) continue;
                    if (fresh) new Span<float>(index, floats).Fill((i * z.PoolWidth) + j);
                    else Better<V, S>(sums, best, index, floats, (i * z.PoolWidth) + j);
                }
            Finish<V, S>(best, index, panels, panel);
        }

        // The sums of one place of the convolution's output, for every row.
        void Sum<V, S>(int h, int w, float* panel, int vectors, float* sums) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var rows = stackalloc float*[Tile.MaxRows];
            var corner = a->X + (sample * a->XSample) + (h * z.StrideHeight * z.RimRow) + (w * z.StrideWidth * z.InChannels);
            for (var r = 0; r < samples; r++) rows[r] = corner + (r * a->XSample);
            for (var r = 1; r < columns; r++) rows[r] = corner + (r * z.PoolWidth * z.StrideWidth * z.InChannels);
            var runs = stackalloc Run[z.Runs];
            var count = z.Padded && columns == 1 ? Inside(z, h, w, runs) : Whole(z, runs);
            if (count == 0) new Span<float>(sums, Tile.MaxSums).Clear();
            else Tile.Run<V, S>(rows, samples * columns, vectors, runs, count, panel, sums, fresh: true);
        }

        static int Whole(in ConvolutionSize z, Run* runs)
        {
            for (var r = 0; r < z.Runs; r++) runs[r] = new(z.RunOffset(r), r * z.RunLength, z.RunLength);
            return z.Runs;
        }

        // The window without its taps on the rim, which would multiply zeros.
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

        static void Better<V, S>(float* sums, float* best, float* index, int floats, int element) where V : struct where S : struct, ISimd<V>
        {
            var e = S.Broadcast(element);
            for (var i = 0; i < floats; i += S.Width)
            {
                V s = S.Load(sums + i), b = S.Load(best + i);
                S.Store(index + i, S.SelectGreater(s, b, e, S.Load(index + i)));
                S.Store(best + i, S.SelectGreater(s, b, s, b));
            }
        }

        // Bias and relu come after the maximum: both keep its order.
        void Finish<V, S>(float* sums, float* index, Panels panels, int panel) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var (first, vectors) = (panels.First(panel), panels.Vectors(panel));
            var bias = stackalloc float[2 * S.Width];
            Epilogue.LoadBias(a->Bias, first, z.OutChannels, bias, vectors * S.Width);
            for (var r = 0; r < samples * columns; r++)
            {
                var (n, c) = samples > 1 ? (sample + r, column) : (sample, column + r);
                Epilogue.Store<V, S>(sums + (r * vectors * S.Width), bias, a->Relu, vectors, z.OutChannels - first,
                                     a->Y + (n * a->YSample) + (row * a->YRow) + (c * z.OutChannels) + first);
                if (a->Argmax == null) continue;
                Epilogue.StoreIndex<V, S>(index + (r * vectors * S.Width), vectors, z.OutChannels - first,
                                          a->Argmax + (n * a->ArgmaxSample) + (((row * z.CellColumns) + c) * z.OutChannels) + first);
            }
        }
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

        /// <summary>The gradient of one output before relu.</summary>
        public readonly float Alive(int n, int r, int c, int o)
        {
            if (Y != null && !(Y[(n * YSample) + (r * YRow) + (c * Size.OutChannels) + o] > 0)) return 0;
            return Gradient[(n * GradientSample) + (r * GradientRow) + (c * Size.OutChannels) + o];
        }

        /// <summary>The place in the convolution's output that a cell's gradient belongs to.</summary>
        public readonly (int Row, int Column) Place(int n, int r, int c, int o)
        {
            if (Argmax == null) return (r, c);
            var e = Argmax[(n * ArgmaxSample) + (((r * Size.CellColumns) + c) * Size.OutChannels) + o];
            return ((r * Size.PoolHeight) - Size.PoolTop + (e / Size.PoolWidth), (c * Size.PoolWidth) - Size.PoolLeft + (e % Size.PoolWidth));
        }
    }

    /// <summary>dw[o, k, i] += Σ_p x[p·s + k·d, i] × dy[p, o], and db[o] += Σ_p dy[p, o] at the end of each row.</summary>
    public readonly struct WeightGradient : IKernel<BackwardArguments>
    {
        /// <summary>Floats of workspace: a list of entries, and the patches of one sample.</summary>
        public static int Workspace(in ConvolutionSize z) =>
            (2 * z.CellRows * z.CellColumns) + (z.CopiesPatches ? (z.OutHeight * z.OutWidth * z.Reduction) + 32 : 0);

        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var rows = z.Rows;
            if (a->Fresh) new Span<float>(a->Weights + (a->From * rows.Stride), (a->To - a->From) * rows.Stride).Clear();
            var list = (Entry*)a->Workspace;
            var patches = a->Workspace + (2 * z.CellRows * z.CellColumns);
            for (var n = 0; n < a->Samples; n++)
            {
                var x = a->X + (n * a->XSample);
                if (z.CopiesPatches) CopyPatches(z, x, patches);
                for (var o = a->From; o < a->To; o++)
                {
                    var row = a->Weights + (o * rows.Stride);
                    var count = List(a, n, o, list, out var sum);
                    row[rows.Bias] += sum;
                    if (z.CopiesPatches) Gather.Run<V, S>(row, patches, list, count, rows.Padded);
                    else
                        for (var r = 0; r < rows.Runs; r++)
                            Gather.Run<V, S>(row + (r * rows.Padded), x + z.RunOffset(r), list, count, rows.Padded);
                }
            }
        }

        // Where output channel o of sample n is alive.
        static int List(BackwardArguments* a, int n, int o, Entry* list, out float sum)
        {
            ref readonly var z = ref a->Size;
            var (rowStep, columnStep) = z.CopiesPatches
                ? (z.OutWidth * z.Reduction, z.Reduction)
                : (z.StrideHeight * z.RimRow, z.StrideWidth * z.InChannels);
            var count = 0;
            sum = 0;
            for (var r = 0; r < z.CellRows; r++)
                for (var c = 0; c < z.CellColumns; c++)
                {
                    var v = a->Alive(n, r, c, o);
                    var (h, w) = a->Place(n, r, c, o);
                    list[count] = new((h * rowStep) + (w * columnStep), v);
                    if (v != 0) count++;
                    sum += v;
                }
            return count;
        }

        static void CopyPatches(in ConvolutionSize z, float* x, float* patches)
        {
            for (var h = 0; h < z.OutHeight; h++)
                for (var w = 0; w < z.OutWidth; w++)
                {
                    var corner = x + (h * z.StrideHeight * z.RimRow) + (w * z.StrideWidth * z.InChannels);
                    for (var r = 0; r < z.Runs; r++)
                    {
                        var from = corner + z.RunOffset(r);
                        for (var j = 0; j < z.RunLength; j++) patches[j] = from[j];
                        patches += z.RunLength;
                    }
                }
        }
    }

    /// <summary>dx[p·s + k·d, i] += Σ_o w[k, i, o] × dy[p, o], into x's own layout: what falls on the rim is nobody's.</summary>
    public readonly struct InputGradient : IKernel<BackwardArguments>
    {
        /// <summary>Floats of workspace: a list of entries for each element of a pooling window.</summary>
        public static int Workspace(in ConvolutionSize z) => 2 * z.OutChannels * z.PoolHeight * z.PoolWidth;

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
        static void List(BackwardArguments* a, int n, int r, int c, Entry* lists, int* counts)
        {
            ref readonly var z = ref a->Size;
            new Span<int>(counts, z.PoolHeight * z.PoolWidth).Clear();
            var stride = z.Rows.Stride;
            var argmax = a->Argmax == null ? null : a->Argmax + (n * a->ArgmaxSample) + (((r * z.CellColumns) + c) * z.OutChannels);
            for (var o = 0; o < z.OutChannels; o++)
            {
                var v = a->Alive(n, r, c, o);
                var e = argmax == null ? 0 : argmax[o];
                lists[(e * z.OutChannels) + counts[e]] = new(o * stride, v);
                if (v != 0) counts[e]++;
            }
        }

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
