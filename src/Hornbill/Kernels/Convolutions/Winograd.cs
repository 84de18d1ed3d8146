using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Winograd's convolution of 3 × 3 or 5 × 5 taps and stride 1 (Lavin and Gray, 2015): 4 × 4 outputs from 36 or 64 multiplications of a
/// channel, not 144 or 400. Tiles of up to 4 × 4 outputs (see TileCut); what surrounds the input is read as zeros.
/// For up to <see cref="MostTiles"/> tiles of one size: their inputs at each point, V[point][tile][input]; products with the weights at
/// that point, M[point][tile][output], by the leaf of every forward pass (see Tile); then the outputs, panel after panel.
/// Every output is summed in the same order whatever tiles are at hand together.
/// </summary>
static unsafe partial class Winograd
{
    // A multiple of a leaf's rows; more where the weights do not stay in a cache from one round to the next.
    const int FewTiles = 24;
    const int MostTiles = 48;

    /// <summary>Inputs that pass a transform together, so that what lies between its two sides stays in the first-level cache.</summary>
    const int Block = 64;

    // Of five taps, the most there are.
    const int MostPoints = 64;

    /// <summary>The points of a tile of 4 × 4 outputs.</summary>
    static int Points(int taps) => Across(taps) * Across(taps);

    // Those along a side.
    static int Across(int taps) => TileCut.Largest + taps - 1;

    /// <summary>Floats between two points' matrices besides their own, since multiples of 4096 bytes share a cache's places.</summary>
    const int Gap = 16;

    public struct Arguments
    {
        public TileCut Rows, Columns;
        public int Samples, From, To, FromPanel, ToPanel; // rows of tiles; panels of outputs
        public int Inputs, Outputs;
        public float* X, Weights, Workspace; // X: the first place that is no zero
        public int XSample, XRow, Height, Width, Top, Left; // of x, and the zeros before it
        public Convolution.ForwardArguments* Forward;
        public Convolution.BackwardArguments* Backward;
    }

    /// <summary>A tile: its sample, its first place, the size of its transform, and how much of that is not beyond the edge.</summary>
    public readonly record struct Place(int Sample, int Row, int Column, int Height, int Width, int Rows, int Columns);

    // A matrix for each point.
    readonly struct Matrices(float* first, nint step)
    {
        public float* At(nint point) => first + (point * step);
    }

    /// <summary>Whether the forward pass can be computed so.</summary>
    public static bool Fits(in ConvolutionSize z) =>
        IsPlain(z) && Math.Min(Rows(z).Places, Columns(z).Places) >= LeastSide(z)
        && (!z.Pooled || (z.Pool.Height == 2 && z.Pool.Width == 2 && z.PoolPad.Top + z.PoolPad.Left == 0));

    /// <summary>Whether the gradient by the input can.</summary>
    public static bool FitsInput(in ConvolutionSize z) => IsPlain(z) && Math.Min(z.In.Height, z.In.Width) >= LeastSide(z);

    static bool IsPlain(in ConvolutionSize z) =>
        z.Kernel is { Height: 3, Width: 3 } or { Height: 5, Width: 5 } && z.Stride == Pair.One && z.Dilation == Pair.One;

    // The least that pays.
    static int LeastSide(in ConvolutionSize z) => z.Kernel.Height == 3 ? 3 : 4;

    // Places that no window of the pooling holds are not computed.
    static int Side(int places, int cells, bool pooled) => pooled ? Math.Min(places, 2 * cells) : places;

    /// <summary>Rows of tiles of the forward pass.</summary>
    public static TileCut Rows(in ConvolutionSize z) => new(Side(z.Out.Height, z.Cells.Height, z.Pooled), z.Pooled, z.Kernel.Height);

    /// <summary>Rows of tiles of the gradient by the input.</summary>
    public static TileCut InputRows(in ConvolutionSize z) => new(z.In.Height, false, z.Kernel.Height);

    static TileCut Columns(in ConvolutionSize z) => new(Side(z.Out.Width, z.Cells.Width, z.Pooled), z.Pooled, z.Kernel.Width);

    /// <summary>Floats of workspace, for so many inputs and outputs of the transforms and taps of a side.</summary>
    public static int Workspace(int inputs, int outputs, int taps) =>
        Shared(inputs, taps) + (Points(taps) * ((Tiles(inputs, outputs) * (inputs + 32)) + (2 * Gap)));

    // Zeros, what lies between two sides of a transform, sums, what stores them.
    static int Shared(int inputs, int taps) => Zeros(inputs) + (Points(taps) * Block) + (8 * Tile.MaxSums) + CellStore.Workspace;

    // As many as any place has channels that are read together.
    static int Zeros(int inputs) => Math.Max(32, (inputs + 15) / 16 * 16);

    static int Tiles(int inputs, int outputs) => inputs * outputs >= 128 * 128 ? MostTiles : FewTiles;

    public readonly struct Forward : IKernel<Convolution.ForwardArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Convolution.ForwardArguments* f) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref f->Size;
            var rows = Rows(z);
            var a = new Arguments
            {
                Rows = rows, Columns = Columns(z),
                Samples = f->Samples, From = f->From, To = Math.Min(f->To, rows.Count), FromPanel = f->FromPanel, ToPanel = f->ToPanel,
                Inputs = z.InChannels, Outputs = z.OutChannels,
                X = f->X + (z.Pad.Top * z.RimRow) + (z.Pad.Left * z.InChannels), XSample = f->XSample, XRow = z.RimRow,
                Height = z.In.Height, Width = z.In.Width, Top = z.Pad.Top, Left = z.Pad.Left,
                Weights = f->Panels, Workspace = f->Workspace, Forward = f,
            };
            if (z.Pooled) All<V, S, Pooled>(&a, z.Kernel.Height);
            else All<V, S, Plain>(&a, z.Kernel.Height);
        }
    }

    /// <summary>The convolution of dy with the weights turned about, into x's own layout.</summary>
    public readonly struct InputGradient : IKernel<Convolution.BackwardArguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Convolution.BackwardArguments* b) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref b->Size;
            var rows = InputRows(z);
            var a = new Arguments
            {
                Rows = rows, Columns = new(z.In.Width, false, z.Kernel.Width),
                Samples = b->Samples, From = b->From, To = Math.Min(b->To, rows.Count), FromPanel = b->FromPanel, ToPanel = b->ToPanel,
                Inputs = z.OutChannels, Outputs = z.InChannels,
                X = b->Gradient, XSample = b->GradientSample, XRow = b->GradientRow,
                Height = z.Out.Height, Width = z.Out.Width, Top = z.Kernel.Height - 1 - z.Pad.Top,
                Left = z.Kernel.Width - 1 - z.Pad.Left,
                Weights = b->Weights, Workspace = b->Workspace, Backward = b,
            };
            All<V, S, Added>(&a, z.Kernel.Height);
        }
    }

    static void All<V, S, O>(Arguments* a, int taps) where V : struct where S : struct, ISimd<V> where O : struct, IOutput
    {
        if (taps == 3) All<V, S, ThreeTaps, O>(a);
        else All<V, S, FiveTaps, O>(a);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void All<V, S, T, O>(Arguments* a) where V : struct where S : struct, ISimd<V> where T : struct, ITaps where O : struct, IOutput
    {
        new Span<float>(a->Workspace, Zeros(a->Inputs)).Clear();
        var tiles = stackalloc Place[MostTiles];
        var most = Tiles(a->Inputs, a->Outputs);
        for (var h = TileCut.Largest; h >= T.SmallestTile; h--)
            for (var w = TileCut.Largest; w >= T.SmallestTile; w--)
            {
                var count = 0;
                for (var i = a->From; i < a->To; i++)
                    for (var j = 0; j < a->Columns.Count && Math.Max(T.SmallestTile, a->Rows.Size(i)) == h; j++)
                        for (var n = 0; n < a->Samples && Math.Max(T.SmallestTile, a->Columns.Size(j)) == w; n++)
                        {
                            tiles[count++] = new(n, a->Rows.First(i), a->Columns.First(j), h, w, a->Rows.Size(i), a->Columns.Size(j));
                            if (count < most) continue;
                            Compute<V, S, T, O>(a, tiles, count);
                            count = 0;
                        }
                if (count > 0) Compute<V, S, T, O>(a, tiles, count);
            }
    }

    // Tiles of one size.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Compute<V, S, T, O>(Arguments* a, Place* tiles, int count) where V : struct where S : struct, ISimd<V>
        where T : struct, ITaps where O : struct, IOutput
    {
        var points = (tiles->Height + T.Count - 1) * (tiles->Width + T.Count - 1);
        var between = a->Workspace + Zeros(a->Inputs);
        float* sums = between + (Points(T.Count) * Block), shared = sums + (8 * Tile.MaxSums);
        var x = a->Workspace + Shared(a->Inputs, T.Count);
        nint step = (count * a->Inputs) + Gap;
        for (var t = 0; t < count; t++) Input<V, S, T>(a, tiles[t], x + ((nint)t * a->Inputs), step, between);
        var panels = new Panels(a->Outputs, a->Inputs, S.Width);
        var products = x + (points * step);
        for (var p = a->FromPanel; p < a->ToPanel; p++)
        {
            var columns = panels.Vectors(p) * S.Width;
            nint productStep = (count * columns) + Gap;
            Multiply<V, S, T>(a, *tiles, count, panels, p, new(x, step), new(products, productStep));
            O.Begin<V, S>(a, panels, p, shared);
            for (var t = 0; t < count; t++)
            {
                Output<V, S, T, O>(tiles[t], columns, products + ((nint)t * columns), productStep, between, sums);
                O.Store<V, S>(a, tiles[t], sums, panels, p, shared);
            }
        }
    }

    // At each point a matrix product: (tiles, inputs) × (inputs, a panel of outputs).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Multiply<V, S, T>(Arguments* a, Place size, int count, Panels panels, int p, Matrices x, Matrices to)
        where V : struct where S : struct, ISimd<V> where T : struct, ITaps
    {
        var rows = stackalloc float*[Tile.MaxRows];
        var run = new Run(0, 0, a->Inputs);
        var (groups, columns, each) = ((count + Tile.MaxRows - 1) / Tile.MaxRows, panels.Vectors(p) * S.Width, PointFloats(panels));
        for (var i = 0; i < (size.Height + T.Count - 1) * (size.Width + T.Count - 1); i++)
        {
            var panel = panels.At(a->Weights + (Point(size, T.Count, i) * each), p);
            float* from = x.At(i), into = to.At(i);
            for (var g = 0; g < groups; g++)
            {
                int first = g * count / groups, n = ((g + 1) * count / groups) - first;
                for (var r = 0; r < n; r++) rows[r] = from + ((nint)(first + r) * a->Inputs);
                Tile.Multiply<V, S>(rows, n, panels.Vectors(p), &run, 1, panel, into + ((nint)first * columns), fresh: true);
            }
        }
    }

    // Which of all points is the i-th of a tile.
    static int Point(Place tile, int taps, int i)
    {
        var (row, column) = Math.DivRem(i, tile.Width + taps - 1);
        return (Point(tile.Height, taps, row) * Across(taps)) + Point(tile.Width, taps, column);
    }

    // The same along a side: the last is always ∞.
    static int Point(int size, int taps, int i) => i == size + taps - 2 ? Across(taps) - 1 : i;

    // What a tile reads, at its points.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Input<V, S, T>(Arguments* a, Place tile, float* to, nint step, float* between) where V : struct where S : struct, ISimd<V>
        where T : struct, ITaps
    {
        var from = stackalloc float*[MostPoints];
        int down = tile.Height + T.Count - 1, across = tile.Width + T.Count - 1;
        for (var i = 0; i < down; i++)
            for (var j = 0; j < across; j++)
            {
                int y = tile.Row + i - a->Top, x = tile.Column + j - a->Left;
                from[(i * across) + j] = y >= 0 && y < a->Height && x >= 0 && x < a->Width
                    ? a->X + ((nint)tile.Sample * a->XSample) + ((nint)y * a->XRow) + ((nint)x * a->Inputs)
                    : a->Workspace;
            }
        for (var c = 0; c < a->Inputs; c += Block)
        {
            var length = Math.Min(Block, a->Inputs - c);
            switch (tile.Height)
            {
                case 4: InputDown<V, S, T, N4>(from, across, c, length, between); break;
                case 3: InputDown<V, S, T, N3>(from, across, c, length, between); break;
                default: InputDown<V, S, T, N2>(from, across, c, length, between); break;
            }
            switch (tile.Width)
            {
                case 4: InputAcross<V, S, T, N4>(between, down, length, to + c, step); break;
                case 3: InputAcross<V, S, T, N3>(between, down, length, to + c, step); break;
                default: InputAcross<V, S, T, N2>(between, down, length, to + c, step); break;
            }
        }
    }

    static void InputDown<V, S, T, H>(float** from, int across, int first, int length, float* to) where V : struct
        where S : struct, ISimd<V> where T : struct, ITaps where H : struct, IConstant
    {
        var done = InputDown<V, S, T, H>(from, across, first, 0, length, to);
        if (done < length) InputDown<float, Simd1, T, H>(from, across, first, done, length, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int InputDown<V, S, T, H>(float** from, int across, int first, int c, int length, float* to) where V : struct
        where S : struct, ISimd<V> where T : struct, ITaps where H : struct, IConstant
    {
        for (; c + S.Width <= length; c += S.Width)
            for (var j = 0; j < across; j++)
                T.Inputs<V, S, H, Listed>(new(from + j, across, first + c), to + (j * Block) + c, across * Block);
        return c;
    }

    static void InputAcross<V, S, T, W>(float* from, int down, int length, float* to, nint step) where V : struct
        where S : struct, ISimd<V> where T : struct, ITaps where W : struct, IConstant
    {
        var done = InputAcross<V, S, T, W>(from, down, 0, length, to, step);
        if (done < length) InputAcross<float, Simd1, T, W>(from, down, done, length, to, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int InputAcross<V, S, T, W>(float* from, int down, int c, int length, float* to, nint step) where V : struct
        where S : struct, ISimd<V> where T : struct, ITaps where W : struct, IConstant
    {
        for (; c + S.Width <= length; c += S.Width)
        {
            float* x = from + c, y = to + c;
            for (var i = 0; i < down; i++, x += (W.Value + T.Count - 1) * Block, y += (W.Value + T.Count - 1) * step)
                T.Inputs<V, S, W, Spaced>(new(x, Block), y, step);
        }
        return c;
    }

    // The outputs of a tile from the products at its points.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Output<V, S, T, O>(Place tile, int columns, float* from, nint step, float* between, float* sums) where V : struct
        where S : struct, ISimd<V> where T : struct, ITaps where O : struct, IOutput
    {
        var across = tile.Width + T.Count - 1;
        switch (tile.Height)
        {
            case 4: OutputDown<V, S, T, N4>(from, step, across, columns, between); break;
            case 3: OutputDown<V, S, T, N3>(from, step, across, columns, between); break;
            default: OutputDown<V, S, T, N2>(from, step, across, columns, between); break;
        }
        switch (tile.Width)
        {
            case 4: OutputAcross<V, S, T, N4, O>(between, tile.Rows, columns, sums); break;
            case 3: OutputAcross<V, S, T, N3, O>(between, tile.Rows, columns, sums); break;
            default: OutputAcross<V, S, T, N2, O>(between, tile.Rows, columns, sums); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OutputDown<V, S, T, H>(float* from, nint step, int across, int columns, float* to) where V : struct
        where S : struct, ISimd<V> where T : struct, ITaps where H : struct, IConstant
    {
        nint row = across * step, next = across * Block;
        for (var j = 0; j < across; j++, from += step, to += Block)
            for (var c = 0; c < columns; c += S.Width)
            {
                T.Outputs<V, S, H>(from + c, row, out var y0, out var y1, out var y2, out var y3);
                S.Store(to + c, y0);
                S.Store(to + next + c, y1);
                if (H.Value > 2) S.Store(to + (2 * next) + c, y2);
                if (H.Value > 3) S.Store(to + (3 * next) + c, y3);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OutputAcross<V, S, T, W, O>(float* from, int height, int columns, float* sums) where V : struct
        where S : struct, ISimd<V> where T : struct, ITaps where W : struct, IConstant where O : struct, IOutput
    {
        for (var i = 0; i < height; i++, from += (W.Value + T.Count - 1) * Block)
        {
            float* s0 = sums + O.At(i, 0, columns), s1 = sums + O.At(i, 1, columns), s2 = sums + O.At(i, 2, columns),
                s3 = sums + O.At(i, 3, columns);
            for (var c = 0; c < columns; c += S.Width)
            {
                T.Outputs<V, S, W>(from + c, Block, out var y0, out var y1, out var y2, out var y3);
                S.Store(s0 + c, y0);
                S.Store(s1 + c, y1);
                if (W.Value > 2) S.Store(s2 + c, y2);
                if (W.Value > 3) S.Store(s3 + c, y3);
            }
        }
    }
}
