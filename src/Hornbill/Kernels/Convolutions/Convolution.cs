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
        public byte* Argmax; // window element of each maximum, (Cells.Height, Cells.Width, OutChannels); null where nobody needs it
        public int ArgmaxSample;
        public bool Relu;
        public float* Scale, Shift; // of a normalisation after relu, by output channel; null without
    }

    public readonly struct Forward : IKernel<ForwardArguments>
    {
        /// <summary>Floats of workspace: the sums and runs of each place, and what stores them.</summary>
        public static int Workspace(in ConvolutionSize z) =>
            TileBlock.Workspace(z.Runs, z.Reduction, z.Pool.Height * z.Pool.Width) + CellStore.Workspace;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(ForwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var places = stackalloc TilePlace[TileBlock.MaxPlaces];
            var cells = stackalloc Cell[TileBlock.MaxPlaces];
            var block = new Block(a, places, cells);
            var samples = a->Samples >= SamplesForRows;
            var most = TileBlock.PlacesFor((long)z.Reduction * z.OutChannels, z.Runs, z.Pool.Height * z.Pool.Width);
            var groups = samples ? (a->Samples + Tile.MaxRows - 1) / Tile.MaxRows : a->Samples;
            for (var g = 0; g < groups; g++)
            {
                var first = g * a->Samples / groups;
                var rows = ((g + 1) * a->Samples / groups) - first;
                for (var r = a->From; r < a->To; r++)
                    for (var c = 0; c < z.Cells.Width;)
                    {
                        if (block.Places + (z.Pool.Height * z.Pool.Width) > most) block.Compute<V, S>();
                        var columns = samples ? 1 : Columns(z, c);
                        block.Add(new() { Sample = first, Row = r, Column = c, Rows = samples ? rows : columns, OfSamples = samples });
                        c += columns;
                    }
            }
            block.Compute<V, S>();
        }

        // Cells of one sample that are rows of one tile: their windows must have the same elements.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Columns(in ConvolutionSize z, int c)
        {
            var most = Math.Min(Tile.MaxRows, z.Cells.Width - c);
            var columns = 1;
            while (columns < most && (!z.Pooled || Window(c, z.Pool.Width, z.PoolPad.Left, z.Out.Width) == Window(c + columns, z.Pool.Width,
                z.PoolPad.Left, z.Out.Width)))
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

    /// <summary>Cells whose tiles share panels.</summary>
    ref struct Block
    {
        readonly ForwardArguments* _a;
        readonly TilePlace* _places;
        readonly Cell* _cells;
        readonly float* _sums;
        readonly CellStore _store;
        readonly Run* _runs;
        readonly int* _offsets;
        int _count;

        public Block(ForwardArguments* a, TilePlace* places, Cell* cells)
        {
            _a = a;
            _places = places;
            _cells = cells;
            _store = new(a, a->Workspace);
            _sums = a->Workspace + CellStore.Workspace;
            _runs = (Run*)(_sums + TileBlock.Sums);
            _offsets = (int*)_runs;
            if (a->Size.TinyRuns) Offsets(a->Size, _offsets);
        }

        public int Places { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(Cell cell)
        {
            ref readonly var z = ref _a->Size;
            cell.First = Places;
            if (!z.Pooled) Add(ref cell, cell.Row, cell.Column, 0);
            else
            {
                var (top, bottom) = Window(cell.Row, z.Pool.Height, z.PoolPad.Top, z.Out.Height);
                var (left, right) = Window(cell.Column, z.Pool.Width, z.PoolPad.Left, z.Out.Width);
                for (var i = top; i < bottom; i++)
                    for (var j = left; j < right; j++)
                        Add(ref cell, (cell.Row * z.Pool.Height) - z.PoolPad.Top + i, (cell.Column * z.Pool.Width) - z.PoolPad.Left + j,
                            (i * z.Pool.Width) + j);
            }
            _cells[_count++] = cell;
        }

        // One output of the convolution, in every row.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Add(ref Cell cell, int h, int w, int element)
        {
            ref readonly var z = ref _a->Size;
            var place = _places + Places;
            var row = _a->X + ((long)cell.Sample * _a->XSample) + (h * z.Stride.Height * z.RimRow) + (w * z.Stride.Width * z.InChannels);
            long step = cell.OfSamples ? _a->XSample : z.Pool.Width * z.Stride.Width * z.InChannels;
            for (var r = 0; r < cell.Rows; r++, row += step) place->Rows[r] = (long)row;
            place->RowCount = cell.Rows;
            cell.Elements[cell.Count++] = (byte)element;
            if (!z.TinyRuns)
            {
                place->Runs = _runs + (Places * z.Runs);
                place->RunCount = z.Padded && cell.OfSamples ? Inside(z, h, w, place->Runs) : Whole(z, place->Runs);
            }
            Places++;
        }

        /// <summary>Sums and stores what was added.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Compute<V, S>() where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref _a->Size;
            var panels = new Panels(z.OutChannels, z.Reduction, S.Width);
            for (var p = _a->FromPanel; p < _a->ToPanel; p++)
            {
                var panel = panels.At(_a->Panels, p);
                var vectors = panels.Vectors(p);
                _store.Begin<V, S>(panels, p);
                if (z.TinyRuns) TileBlock.SumListed<V, S>(_places, Places, _offsets, z.Reduction, panel, vectors, _sums);
                else TileBlock.Sum<V, S>(_places, Places, panel, vectors, _sums);
                for (var c = 0; c < _count; c++) _store.Store<V, S>(_cells[c], _sums + (_cells[c].First * Tile.MaxSums), panels, p);
            }
            (_count, Places) = (0, 0);
        }
    }

    // The window without its taps on the rim, which would multiply zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int Inside(in ConvolutionSize z, int h, int w, Run* runs)
    {
        var count = 0;
        for (var i = 0; i < z.Kernel.Height; i++)
        {
            var y = (h * z.Stride.Height) - z.Pad.Top + (i * z.Dilation.Height);
            if (y < 0 || y >= z.In.Height) continue;
            var x = (w * z.Stride.Width) - z.Pad.Left;
            if (z.Dilation.Width == 1)
            {
                int from = Math.Max(0, -x), to = Math.Min(z.Kernel.Width, z.In.Width - x);
                if (from < to)
                    runs[count++] = new(z.RunOffset(i) + (from * z.InChannels), ((i * z.Kernel.Width) + from) * z.InChannels,
                        (to - from) * z.InChannels);
                continue;
            }
            for (var j = 0; j < z.Kernel.Width; j++)
            {
                if (x + (j * z.Dilation.Width) < 0 || x + (j * z.Dilation.Width) >= z.In.Width) continue;
                var run = (i * z.Kernel.Width) + j;
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
