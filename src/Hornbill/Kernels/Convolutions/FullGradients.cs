using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// The gradients of a convolution whose dy is full: no pooling has left most of it zero. Both skip the taps on the rim.
/// By weights: outer products (see Outer) of x and dy, which is copied, what relu let through, into a panel of the outputs at hand: up to
/// 256 places of it and the rows of x they meet stay near while all taps and channels pass.
/// By input: the forward kernel's tiles (see Tile) over dy, with weights turned about: each place of x gathers the outputs whose windows
/// hold it. </summary>
static unsafe partial class Convolution
{
    /// <summary>dw[k, i, o] += Σ_p x[p·s + k·d, i] × dy[p, o], and db[o] += Σ_p dy[p, o] behind the last row. Parts are the taps, or rows
    /// of them, of one panel of outputs after the other.</summary>
    public readonly struct FullWeightGradient : IKernel<BackwardArguments>
    {
        const int ChunkPlaces = 256;

        /// <summary>Floats of workspace: places of a chunk, and their gradients.</summary>
        public static int Workspace(in ConvolutionSize z) => ChunkRows(z) * z.Out.Width * (2 + (2 * 16));

        /// <summary>What each panel is cut into: taps, or rows of them.</summary>
        public static int Pieces(in ConvolutionSize z) => z.TakesTaps ? z.Kernel.Area : z.Kernel.Height;

        static int ChunkRows(in ConvolutionSize z) => Math.Max(1, ChunkPlaces / z.Out.Width);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var panels = new Panels(z.OutChannels, z.Reduction + 1, S.Width);
            var (rows, chunk, pieces) = (a->Samples * z.Out.Height, Math.Min(ChunkRows(z), NearRows(a)), Pieces(z));
            for (var part = a->From; part < a->To && a->Fresh; part++) Clear(a, panels, part / pieces, part % pieces, S.Width);
            for (var r = 0; r < rows; r += chunk)
                for (var part = a->From; part < a->To;)
                {
                    var (p, from) = (part / pieces, part % pieces);
                    var to = Math.Min(pieces, from + a->To - part);
                    Chunk<V, S>(a, r, Math.Min(chunk, rows - r), panels, p, from, to);
                    part += to - from;
                }
        }

        // The sums of a piece; the bias stands behind the last.
        static void Clear(BackwardArguments* a, Panels panels, int p, int piece, int vector)
        {
            var (reduction, pieces, width) = (a->Size.Reduction, Pieces(a->Size), panels.Vectors(p) * vector);
            var length = reduction / pieces;
            new Span<float>(panels.At(a->Weights, p) + (piece * length * width), (piece == pieces - 1 ? length + 1 : length) * width)
                .Clear();
        }

        // Places in x are 32-bit numbers from the first row's sample on, so the samples of a chunk must lie within their reach.
        static int NearRows(BackwardArguments* a) =>
            (int)Math.Clamp((int.MaxValue / Math.Max(1L, a->XSample) - 1) * a->Size.Out.Height, 1, int.MaxValue);

        // Rows [row, row + rows) of the batch's outputs, one sample's below the other's, for the pieces [from, to) of a panel.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Chunk<V, S>(BackwardArguments* a, int row, int rows, Panels panels, int p, int from, int to) where V : struct where S
            : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var list = (Pairing*)a->Workspace;
            var dy = a->Workspace + (2 * ChunkRows(z) * z.Out.Width);
            var (first, vectors, width) = (panels.First(p), panels.Vectors(p), panels.Vectors(p) * S.Width);
            var sum = panels.At(a->Weights, p);
            var pieces = Pieces(z);
            var bias = to == pieces ? sum + (z.Reduction * width) : null; // one worker's alone
            var o = 0;
            for (; o + S.Width <= Math.Min(width, z.OutChannels - first); o += S.Width) Copy<V,
                S>(a, row, rows, first + o, dy + o, width, bias == null ? null : bias + o);
            for (; o < width; o++) Copy<float, Simd1>(a, row, rows, first + o, dy + o, width, bias == null ? null : bias + o);
            var x = a->X + ((long)(row / z.Out.Height) * a->XSample);
            var length = z.Reduction / pieces;
            for (var k = from; k < to; k++)
            {
                var count = z.TakesTaps
                    ? Places(a, row, rows, k / z.Kernel.Width, k % z.Kernel.Width, Inside(z, k % z.Kernel.Width), width, list)
                    : Places(a, row, rows, k, 0, (0, z.Out.Width), width, list);
                Outer.Add<V, S>(sum + (k * length * width), width, length, vectors, x, dy, list, count);
            }
        }

        // The columns of the output whose tap lies inside.
        static (int From, int To) Inside(in ConvolutionSize z, int tap)
        {
            var first = z.Pad.Left - (tap * z.Dilation.Width);
            var last = z.In.Width - 1 + first;
            return (first <= 0 ? 0 : (first + z.Stride.Width - 1) / z.Stride.Width, last < 0 ? 0
                : Math.Min(z.Out.Width, (last / z.Stride.Width) + 1));
        }

        // Where x, from the first row's sample on, and the copied dy meet.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Places(BackwardArguments* a, int row, int rows, int i, int j, (int From, int To) columns, int width, Pairing* list)
        {
            ref readonly var z = ref a->Size;
            var count = 0;
            var (n, h) = (0, row % z.Out.Height);
            for (var r = 0; r < rows; r++)
            {
                var y = (h * z.Stride.Height) + (i * z.Dilation.Height);
                if (y >= z.Pad.Top && y < z.Pad.Top + z.In.Height)
                {
                    var from = (n * a->XSample) + (y * z.RimRow)
                        + (((columns.From * z.Stride.Width) + (j * z.Dilation.Width)) * z.InChannels);
                    var dy = ((r * z.Out.Width) + columns.From) * width;
                    for (var c = columns.From; c < columns.To; c++)
                    {
                        list[count++] = new(from, dy);
                        from += z.Stride.Width * z.InChannels;
                        dy += width;
                    }
                }
                if (++h == z.Out.Height) (n, h) = (n + 1, 0);
            }
            return count;
        }

        // What relu let through, of a vector of outputs; and adds it to the bias, if that is asked for.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Copy<V, S>(BackwardArguments* a, int row, int rows, int o, float* to, int width, float* bias) where V : struct where S
            : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var sum = bias == null ? S.Zero : S.Load(bias);
            for (var r = row; r < row + rows; r++)
            {
                var (n, h) = (r / z.Out.Height, r % z.Out.Height);
                var g = a->Gradient + ((long)n * a->GradientSample) + (h * a->GradientRow) + o;
                var y = a->Y == null ? null : a->Y + ((long)n * a->YSample) + (h * a->YRow) + o;
                for (var i = 0; i < z.Out.Width * z.OutChannels; i += z.OutChannels)
                {
                    var d = o >= z.OutChannels ? S.Zero
                        : y == null ? S.Load(g + i)
                        : S.SelectGreater(S.Load(y + i), S.Zero, S.Load(g + i), S.Zero);
                    S.Store(to, d);
                    sum = S.Add(sum, d);
                    to += width;
                }
            }
            if (bias != null) S.Store(bias, sum);
        }
    }

    /// <summary>dx[q, i] = Σ_{k, o} w[k, i, o] × dy[p, o] over the taps k and places p with p·s + k·d = q, into x's own layout: the rim is
    /// nobody's. Weights are turned panels; parts are rows of x with its rim, and panels of input channels.</summary>
    public readonly struct FullInputGradient : IKernel<BackwardArguments>
    {
        /// <summary>Floats of workspace: the sums and runs of each place.</summary>
        public static int Workspace(in ConvolutionSize z) => TileBlock.Workspace(Sources(z), 0, 1);

        // Runs of dy that one place of x gathers at most.
        static int Sources(in ConvolutionSize z) => z.Stride.Width * z.Dilation.Width == 1 ? z.Kernel.Height : z.Kernel.Area;

        struct Pixel
        {
            public int Sample, Row, Column, Rows; // row and column in x without its rim
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(BackwardArguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var places = stackalloc TilePlace[TileBlock.MaxPlaces];
            var pixels = stackalloc Pixel[TileBlock.MaxPlaces];
            var most = TileBlock.PlacesFor((long)z.Reduction * z.OutChannels, Sources(z), 1);
            var samples = a->Samples >= SamplesForRows;
            var groups = samples ? (a->Samples + Tile.MaxRows - 1) / Tile.MaxRows : a->Samples;
            var count = 0;
            for (var g = 0; g < groups; g++)
            {
                var first = g * a->Samples / groups;
                var rows = ((g + 1) * a->Samples / groups) - first;
                for (var r = Math.Max(0, a->From - z.Pad.Top); r < Math.Min(z.In.Height, a->To - z.Pad.Top); r++)
                    for (var c = 0; c < z.In.Width;)
                    {
                        var columns = samples ? 1 : Columns(z, c);
                        pixels[count] = new() { Sample = first, Row = r, Column = c, Rows = samples ? rows : columns };
                        Set(a, pixels[count], places, count, samples);
                        c += columns;
                        if (++count < most) continue;
                        Block<V, S>(a, places, pixels, count, samples);
                        count = 0;
                    }
            }
            Block<V, S>(a, places, pixels, count, samples);
        }

        // Neighbouring columns that gather from all taps of a row are rows of one tile.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Columns(in ConvolutionSize z, int c)
        {
            var (first, last) = (((z.Kernel.Width - 1) * z.Dilation.Width) - z.Pad.Left, z.Out.Width - z.Pad.Left);
            return z.Stride.Width > 1 || c < first || c >= last ? 1 : Math.Min(Math.Min(Tile.MaxRows, z.In.Width - c), last - c);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Set(BackwardArguments* a, in Pixel pixel, TilePlace* places, int index, bool samples)
        {
            ref readonly var z = ref a->Size;
            var place = places + index;
            var row = a->Gradient + ((long)pixel.Sample * a->GradientSample);
            long step = samples ? a->GradientSample : z.OutChannels;
            for (var r = 0; r < pixel.Rows; r++, row += step) place->Rows[r] = (long)row;
            place->RowCount = pixel.Rows;
            place->Runs = (Run*)(a->Workspace + TileBlock.Sums) + (index * Sources(z));
            place->RunCount = Gathered(z, a->GradientRow, pixel.Row + z.Pad.Top, pixel.Column + z.Pad.Left, place->Runs);
        }

        // The runs of dy whose windows hold a place of x, from the last tap to the first: the outputs then go up.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Gathered(in ConvolutionSize z, int row, int y, int x, Run* runs)
        {
            var count = 0;
            for (var i = z.Kernel.Height - 1; i >= 0; i--)
            {
                var h = y - (i * z.Dilation.Height);
                if (h < 0 || h % z.Stride.Height != 0 || h / z.Stride.Height >= z.Out.Height) continue;
                var from = h / z.Stride.Height * row;
                var k = (z.Kernel.Height - 1 - i) * z.Kernel.Width * z.OutChannels;
                if (z.Stride.Width * z.Dilation.Width == 1)
                {
                    int first = Math.Max(0, x - z.Kernel.Width + 1), last = Math.Min(z.Out.Width - 1, x);
                    if (first <= last) runs[count++] = new(from + (first * z.OutChannels), k
                        + ((first - x + z.Kernel.Width - 1) * z.OutChannels), (last - first + 1) * z.OutChannels);
                    continue;
                }
                for (var j = z.Kernel.Width - 1; j >= 0; j--)
                {
                    var w = x - (j * z.Dilation.Width);
                    if (w >= 0 && w % z.Stride.Width == 0 && w / z.Stride.Width < z.Out.Width)
                        runs[count++] = new(from + (w / z.Stride.Width * z.OutChannels), k + ((z.Kernel.Width - 1 - j) * z.OutChannels),
                            z.OutChannels);
                }
            }
            return count;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Block<V, S>(BackwardArguments* a, TilePlace* places, Pixel* pixels, int count, bool samples) where V : struct where S
            : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var panels = new Panels(z.InChannels, z.Kernel.Area * z.OutChannels, S.Width);
            for (var p = a->FromPanel; p < a->ToPanel; p++)
            {
                var vectors = panels.Vectors(p);
                TileBlock.Sum<V, S>(places, count, panels.At(a->Weights, p), vectors, a->Workspace);
                for (var i = 0; i < count; i++)
                {
                    var pixel = pixels[i];
                    var to = a->X + ((long)pixel.Sample * a->XSample) + ((pixel.Row + z.Pad.Top) * z.RimRow)
                        + ((pixel.Column + z.Pad.Left) * z.InChannels) + panels.First(p);
                    long step = samples ? a->XSample : z.InChannels;
                    for (var r = 0; r < pixel.Rows; r++)
                        Store<V, S>(a->Workspace + (i * Tile.MaxSums) + (r * vectors * S.Width), vectors, z.InChannels - panels.First(p), to
                            + (r * step), a->Fresh);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal static void Store<V, S>(float* sums, int vectors, int columns, float* to, bool fresh) where V : struct where S : struct,
            ISimd<V>
        {
            var i = 0;
            for (; i < vectors * S.Width && i + S.Width <= columns; i += S.Width)
                S.Store(to + i, fresh ? S.Load(sums + i) : S.Add(S.Load(to + i), S.Load(sums + i)));
            for (; i < vectors * S.Width && i < columns; i++) to[i] = fresh ? sums[i] : to[i] + sums[i];
        }
    }
}
