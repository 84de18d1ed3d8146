using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Two-dimensional convolution, channels last: y[p, o] = relu(b[o] + Σ_{k, i} x[p·s + k·d, i] × w[k, i, o]), and max-pooling of y.
/// p: place, o: output channel, k: tap, i: input channel, s: stride, d: dilation.
/// Tiles of 6 rows × 1 panel. The rows are samples at one place where there are samples enough: rim taps are skipped exactly and no row of
/// an image leaves a remainder. For few samples they are neighbouring places. A block of places shares each stretch of a panel while it is
/// in a cache (see TileBlock); blocks are larger where the weights fill no cache. The full-size output of a pooled layer is never written.
/// </summary>
static unsafe partial class Convolution
{
    /// <summary>Below this many samples the rows of a tile are places.</summary>
    const int SamplesForRows = 4;

    /// <summary>Weights that no tile of samples should wait for: larger ones are read for the whole batch, block after block of
    /// outputs.</summary>
    public const int TiledFloats = 128 * 1024;

    /// <summary>Elements of the largest window that is pooled on the way.</summary>
    public const int LargestPool = 16;

    public struct ForwardArguments
    {
        public ConvolutionSize Size;
        public int Samples, From, To, FromPanel, ToPanel; // rows of cells; panels of outputs
        public float* X, Panels, Bias, Y, Workspace;
        public int XSample, YSample, YRow;
        public byte* Argmax; // window element of each maximum, (CellRows, CellColumns, OutChannels); null where nobody needs it
        public int ArgmaxSample;
        public bool Relu;
        public float* Scale, Shift; // of a normalisation after relu, by output channel; null without
    }

    public readonly struct Forward : IKernel<ForwardArguments>
    {
        /// <summary>Floats of workspace: the sums and runs of each place, the maxima and where they were.</summary>
        public static int Workspace(in ConvolutionSize z) =>
            TileBlock.Workspace(z.Runs, z.Reduction, z.PoolHeight * z.PoolWidth) + (2 * Tile.MaxSums);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(ForwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var places = stackalloc TilePlace[TileBlock.MaxPlaces];
            var cells = stackalloc Cell[TileBlock.MaxPlaces];
            var block = new Block(a, places, cells);
            var samples = a->Samples >= SamplesForRows;
            var most = TileBlock.PlacesFor((long)z.Reduction * z.OutChannels, z.Runs, z.PoolHeight * z.PoolWidth);
            var groups = samples ? (a->Samples + Tile.MaxRows - 1) / Tile.MaxRows : a->Samples;
            for (var g = 0; g < groups; g++)
            {
                var first = g * a->Samples / groups;
                var rows = ((g + 1) * a->Samples / groups) - first;
                for (var r = a->From; r < a->To; r++)
                    for (var c = 0; c < z.CellColumns;)
                    {
                        if (block.Places + (z.PoolHeight * z.PoolWidth) > most) block.Compute<V, S>();
                        var columns = samples ? 1 : Columns(z, c);
                        block.Add(new() { Sample = first, Row = r, Column = c, Rows = samples ? rows : columns }, samples);
                        c += columns;
                    }
            }
            block.Compute<V, S>();
        }

        // Cells of one sample that are rows of one tile: their windows must have the same elements.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Columns(in ConvolutionSize z, int c)
        {
            var most = Math.Min(Tile.MaxRows, z.CellColumns - c);
            var columns = 1;
            while (columns < most && (!z.Pooled || Window(c, z.PoolWidth, z.PoolLeft, z.OutWidth) == Window(c + columns, z.PoolWidth,
                z.PoolLeft, z.OutWidth)))
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

    /// <summary>A cell of several samples, or neighbouring cells of one: rows of tiles, one tile for each element of the pooling
    /// window.</summary>
    struct Cell
    {
        public int Sample, Row, Column, Rows, First, Count; // places [First, First + Count)
    }

    /// <summary>Cells whose tiles share panels.</summary>
    ref struct Block
    {
        readonly ForwardArguments* _a;
        readonly TilePlace* _places;
        readonly Cell* _cells;
        readonly float* _sums, _best;
        readonly Run* _runs;
        readonly int* _offsets;
        int _count;
        bool _ofSamples;

        public Block(ForwardArguments* a, TilePlace* places, Cell* cells)
        {
            _a = a;
            _places = places;
            _cells = cells;
            _best = a->Workspace;
            _sums = _best + (2 * Tile.MaxSums);
            _runs = (Run*)(_sums + TileBlock.Sums);
            _offsets = (int*)_runs;
            if (a->Size.TinyRuns) Offsets(a->Size, _offsets);
        }

        public int Places { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(Cell cell, bool ofSamples)
        {
            ref readonly var z = ref _a->Size;
            _ofSamples = ofSamples;
            cell.First = Places;
            if (!z.Pooled) Add(cell, cell.Row, cell.Column, 0);
            else
            {
                var (top, bottom) = Window(cell.Row, z.PoolHeight, z.PoolTop, z.OutHeight);
                var (left, right) = Window(cell.Column, z.PoolWidth, z.PoolLeft, z.OutWidth);
                for (var i = top; i < bottom; i++)
                    for (var j = left; j < right; j++)
                        Add(cell, (cell.Row * z.PoolHeight) - z.PoolTop + i, (cell.Column * z.PoolWidth) - z.PoolLeft + j, (i * z.PoolWidth)
                            + j);
            }
            cell.Count = Places - cell.First;
            _cells[_count++] = cell;
        }

        // One output of the convolution, in every row.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Add(Cell cell, int h, int w, int element)
        {
            ref readonly var z = ref _a->Size;
            var place = _places + Places;
            var row = _a->X + ((long)cell.Sample * _a->XSample) + (h * z.StrideHeight * z.RimRow) + (w * z.StrideWidth * z.InChannels);
            long step = _ofSamples ? _a->XSample : z.PoolWidth * z.StrideWidth * z.InChannels;
            for (var r = 0; r < cell.Rows; r++, row += step) place->Rows[r] = (long)row;
            (place->RowCount, place->Element) = (cell.Rows, element);
            if (!z.TinyRuns)
            {
                place->Runs = _runs + (Places * z.Runs);
                place->RunCount = z.Padded && _ofSamples ? Inside(z, h, w, place->Runs) : Whole(z, place->Runs);
            }
            Places++;
        }

        /// <summary>Sums and stores what was added.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Compute<V, S>() where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref _a->Size;
            var panels = new Panels(z.OutChannels, z.Reduction, S.Width);
            var bias = stackalloc float[4 * S.Width]; // and zeros
            new Span<float>(bias + (2 * S.Width), 2 * S.Width).Clear();
            for (var p = _a->FromPanel; p < _a->ToPanel; p++)
            {
                var panel = panels.At(_a->Panels, p);
                var vectors = panels.Vectors(p);
                Epilogue.LoadBias(_a->Bias, panels.First(p), z.OutChannels, bias, vectors * S.Width);
                if (z.TinyRuns) TileBlock.SumListed<V, S>(_places, Places, _offsets, z.Reduction, panel, vectors, _sums);
                else TileBlock.Sum<V, S>(_places, Places, panel, vectors, _sums);
                for (var c = 0; c < _count; c++)
                {
                    if (_a->Scale != null && z.Pooled) Turn<V, S>(_cells[c], panels, p);
                    if (z.Pooled) Pool<V, S>(_cells[c], bias, panels, p);
                    else Finish<V, S>(_cells[c], _sums + (_cells[c].First * Tile.MaxSums), null, bias, panels, p);
                }
            }
            (_count, Places) = (0, 0);
        }

        // Where scale is negative the smallest sum gives the greatest output.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        readonly void Turn<V, S>(in Cell cell, Panels panels, int p) where V : struct where S : struct, ISimd<V>
        {
            var (vectors, width) = (panels.Vectors(p), S.Width);
            var scale = stackalloc float[2 * S.Width];
            Epilogue.LoadBias(_a->Scale, panels.First(p), _a->Size.OutChannels, scale, vectors * width);
            for (var v = 0; v < vectors; v++)
            {
                var sign = S.SelectGreater(S.Zero, S.Load(scale + (v * width)), S.Broadcast(-1), S.Broadcast(1));
                for (var i = 0; i < cell.Count; i++)
                    for (var r = 0; r < cell.Rows; r++)
                    {
                        var at = _sums + ((cell.First + i) * Tile.MaxSums) + (((r * vectors) + v) * width);
                        S.Store(at, S.Multiply(S.Load(at), sign));
                    }
            }
        }

        // The first of the greatest.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        readonly void Pool<V, S>(in Cell cell, float* bias, Panels panels, int p) where V : struct where S : struct, ISimd<V>
        {
            var floats = cell.Rows * panels.Vectors(p) * S.Width;
            float* sums = _sums + (cell.First * Tile.MaxSums), best = _best, index = best + Tile.MaxSums;
            var places = _places + cell.First;
            for (var f = 0; f < floats; f += S.Width)
            {
                V b = S.Load(sums + f), e = S.Broadcast(places[0].Element);
                for (var i = 1; i < cell.Count; i++)
                {
                    var s = S.Load(sums + (i * Tile.MaxSums) + f);
                    e = S.SelectGreater(s, b, S.Broadcast(places[i].Element), e);
                    b = S.SelectGreater(s, b, s, b);
                }
                S.Store(best + f, b);
                S.Store(index + f, e);
            }
            Finish<V, S>(cell, best, index, bias, panels, p);
        }

        // A normalisation behind relu.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        readonly void ScaleAndShift<V, S>(int rows, float* sums, float* bias, Panels panels, int p) where V : struct where S : struct,
            ISimd<V>
        {
            var (first, vectors, columns) = (panels.First(p), panels.Vectors(p), panels.Vectors(p) * S.Width);
            float* scale = stackalloc float[2 * S.Width], shift = stackalloc float[2 * S.Width];
            Epilogue.LoadBias(_a->Scale, first, _a->Size.OutChannels, scale, columns);
            Epilogue.LoadBias(_a->Shift, first, _a->Size.OutChannels, shift, columns);
            if (_a->Size.Pooled) // the sums were turned for the maximum
                for (var r = 0; r < rows; r++)
                    for (var i = 0; i < columns; i++) sums[(r * columns) + i] *= scale[i] < 0 ? -1 : 1;
            for (var r = 0; r < rows; r++) Epilogue.Scale<V, S>(sums + (r * columns), bias, _a->Relu, scale, shift, vectors);
        }

        // Bias and relu come after the maximum: both keep its order.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        readonly void Finish<V, S>(in Cell cell, float* sums, float* index, float* bias, Panels panels, int p) where V : struct where S
            : struct, ISimd<V>
        {
            ref readonly var z = ref _a->Size;
            var (first, vectors) = (panels.First(p), panels.Vectors(p));
            if (_a->Scale != null)
            {
                ScaleAndShift<V, S>(cell.Rows, sums, bias, panels, p);
                bias += 2 * S.Width; // there is none left to add
            }
            for (var r = 0; r < cell.Rows; r++)
            {
                var (n, c) = _ofSamples ? (cell.Sample + r, cell.Column) : (cell.Sample, cell.Column + r);
                Epilogue.Store<V, S>(sums + (r * vectors * S.Width), bias, _a->Relu && _a->Scale == null, vectors, z.OutChannels - first,
                                     _a->Y + ((long)n * _a->YSample) + (cell.Row * _a->YRow) + (c * z.OutChannels) + first);
                if (index == null || _a->Argmax == null) continue;
                Epilogue.StoreIndex<V, S>(index + (r * vectors * S.Width), vectors, z.OutChannels - first,
                                          _a->Argmax + ((long)n * _a->ArgmaxSample) + (((cell.Row * z.CellColumns) + c) * z.OutChannels)
                                              + first);
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
                    runs[count++] = new(z.RunOffset(i) + (from * z.InChannels), ((i * z.KernelWidth) + from) * z.InChannels,
                        (to - from) * z.InChannels);
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

    // The runs of a window that leaves nothing out.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int Whole(in ConvolutionSize z, Run* runs)
    {
        for (var r = 0; r < z.Runs; r++) runs[r] = new(z.RunOffset(r), r * z.RunLength, z.RunLength);
        return z.Runs;
    }

    // Where each float of a window lies, from its corner.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Offsets(in ConvolutionSize z, int* to)
    {
        for (var r = 0; r < z.Runs; r++)
            for (var j = 0; j < z.RunLength; j++) *to++ = z.RunOffset(r) + j;
    }
}
