using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The gradient by the weights: at each point outer products of a tile's inputs and of its A dy Aᵀ, added up over all tiles; the
/// taps are made of the points' sums once, after the last sample (see <see cref="SumPoints{T}"/>). All tiles are of one size and may
/// stand over the edge, where dy is zero: so they are summed in the order of samples, and the bits do not depend on how many there
/// are.</summary>
static unsafe partial class Winograd
{
    /// <summary>Whether the gradient by the weights can be computed so.</summary>
    public static bool FitsWeights(in ConvolutionSize z) => IsPlain(z) && !z.Pooled && Math.Min(z.Out.Height, z.Out.Width) >= LeastSide(z);

    // The tile that needs the fewest points along a side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int Even<T>(int side) where T : struct, ITaps
    {
        var best = TileCut.Largest;
        for (var m = best - 1; m >= T.SmallestTile; m--) best = Needs(m) < Needs(best) ? m : best;
        return best;
        int Needs(int m) => (side + m - 1) / m * (m + T.Count - 1);
    }

    /// <summary>Parts are panels of outputs.</summary>
    public readonly struct WeightGradient : IKernel<Convolution.BackwardArguments>
    {
        public static void Run<V, S>(Convolution.BackwardArguments* b) where V : struct where S : struct, ISimd<V>
        {
            if (b->Size.Kernel.Height == 3) Run<V, S, ThreeTaps>(b);
            else Run<V, S, FiveTaps>(b);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Run<V, S, T>(Convolution.BackwardArguments* b) where V : struct where S : struct, ISimd<V> where T : struct, ITaps
        {
            ref readonly var z = ref b->Size;
            var a = new Arguments
            {
                Samples = b->Samples, FromPanel = b->From, ToPanel = b->To, Inputs = z.InChannels, Outputs = z.OutChannels,
                X = b->X + (z.Pad.Top * z.RimRow) + (z.Pad.Left * z.InChannels), XSample = b->XSample, XRow = z.RimRow,
                Height = z.In.Height, Width = z.In.Width, Top = z.Pad.Top, Left = z.Pad.Left,
                Weights = b->Weights, Workspace = b->Workspace, Backward = b,
            };
            if (b->Fresh) Clear(&a, Points(T.Count), S.Width);
            new Span<float>(a.Workspace, Zeros(a.Inputs)).Clear();
            var tiles = stackalloc Place[MostTiles];
            int most = Tiles(a.Inputs, a.Outputs), count = 0, h = Even<T>(z.Out.Height), w = Even<T>(z.Out.Width);
            for (var n = 0; n < a.Samples; n++)
                for (var i = 0; i < z.Out.Height; i += h)
                    for (var j = 0; j < z.Out.Width; j += w)
                    {
                        tiles[count++] = new(n, i, j, h, w, h, w);
                        if (count < most) continue;
                        Add<V, S, T>(&a, tiles, count);
                        count = 0;
                    }
            if (count > 0) Add<V, S, T>(&a, tiles, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Clear(Arguments* a, int points, int width)
        {
            Panels panels = new(a->Outputs, a->Inputs, width), ones = new(a->Outputs, 1, width);
            for (var p = a->FromPanel; p < a->ToPanel; p++)
            {
                var columns = panels.Vectors(p) * width;
                for (var point = 0; point < points; point++)
                    new Span<float>(panels.At(a->Weights + (point * PointFloats(panels)), p), a->Inputs * columns).Clear();
                new Span<float>(ones.At(Bias(a->Weights, points, panels), p), columns).Clear();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Add<V, S, T>(Arguments* a, Place* tiles, int count) where V : struct where S : struct, ISimd<V> where T : struct, ITaps
        {
            var list = stackalloc Pairing[MostTiles];
            float* between = a->Workspace + Zeros(a->Inputs), x = a->Workspace + Shared(a->Inputs, T.Count);
            nint step = (count * a->Inputs) + Gap;
            for (var t = 0; t < count; t++) Input<V, S, T>(a, tiles[t], x + ((nint)t * a->Inputs), step, between);
            Panels panels = new(a->Outputs, a->Inputs, S.Width), ones = new(a->Outputs, 1, S.Width);
            var points = (tiles->Height + T.Count - 1) * (tiles->Width + T.Count - 1);
            var dy = x + (points * step);
            for (var p = a->FromPanel; p < a->ToPanel; p++)
            {
                var columns = panels.Vectors(p) * S.Width;
                nint dyStep = (count * columns) + Gap;
                var bias = ones.At(Bias(a->Weights, Points(T.Count), panels), p);
                for (var t = 0; t < count; t++)
                {
                    list[t] = new(t * a->Inputs, t * columns);
                    Gradient<V, S, T>(a, tiles[t], panels.First(p), columns, dy + ((nint)t * columns), dyStep, between, bias);
                }
                for (var i = 0; i < points; i++)
                    Outer.Add<V, S>(panels.At(a->Weights + (Point(*tiles, T.Count, i) * PointFloats(panels)), p), columns, a->Inputs,
                        panels.Vectors(p), x + (i * step), dy + (i * dyStep), list, count);
            }
        }

        // A dy Aᵀ of a panel's outputs, and their sum.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Gradient<V, S, T>(Arguments* a, Place tile, int first, int columns, float* to, nint step, float* between, float* bias)
            where V : struct where S : struct, ISimd<V> where T : struct, ITaps
        {
            float** dy = stackalloc float*[TileCut.Largest * TileCut.Largest], y = stackalloc float*[TileCut.Largest * TileCut.Largest];
            var b = a->Backward;
            for (var i = 0; i < tile.Height; i++)
                for (var j = 0; j < tile.Width; j++)
                {
                    int r = tile.Row + i, c = tile.Column + j, at = (i * tile.Width) + j;
                    var inside = r < b->Size.Out.Height && c < b->Size.Out.Width;
                    nint place = ((nint)c * a->Outputs) + first;
                    dy[at] = inside ? b->Gradient + ((nint)tile.Sample * b->GradientSample) + ((nint)r * b->GradientRow) + place
                        : a->Workspace;
                    y[at] = b->Y == null ? null
                        : inside ? b->Y + ((nint)tile.Sample * b->YSample) + ((nint)r * b->YRow) + place : a->Workspace;
                }
            var length = Math.Min(columns, a->Outputs - first);
            switch (tile.Height)
            {
                case 4: Down<V, S, T, N4>(dy, y, tile.Width, length, between, bias); break;
                case 3: Down<V, S, T, N3>(dy, y, tile.Width, length, between, bias); break;
                default: Down<V, S, T, N2>(dy, y, tile.Width, length, between, bias); break;
            }
            for (var i = 0; i < (tile.Height + T.Count - 1) * tile.Width; i++)
                new Span<float>(between + (i * Block) + length, columns - length).Clear();
            switch (tile.Width)
            {
                case 4: Across<V, S, T, N4>(between, tile.Height + T.Count - 1, columns, to, step); break;
                case 3: Across<V, S, T, N3>(between, tile.Height + T.Count - 1, columns, to, step); break;
                default: Across<V, S, T, N2>(between, tile.Height + T.Count - 1, columns, to, step); break;
            }
        }

        static void Down<V, S, T, H>(float** dy, float** y, int across, int length, float* to, float* bias) where V : struct
            where S : struct, ISimd<V> where T : struct, ITaps where H : struct, IConstant
        {
            var done = Down<V, S, T, H>(dy, y, across, 0, length, to, bias);
            if (done < length) Down<float, Simd1, T, H>(dy, y, across, done, length, to, bias);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Down<V, S, T, H>(float** dy, float** y, int across, int c, int length, float* to, float* bias) where V : struct
            where S : struct, ISimd<V> where T : struct, ITaps where H : struct, IConstant
        {
            for (; c + S.Width <= length; c += S.Width)
            {
                var sum = S.Zero;
                for (var j = 0; j < across; j++)
                {
                    V d0 = Alive<V, S>(dy[j], y[j], c), d1 = Alive<V, S>(dy[across + j], y[across + j], c), d2 = S.Zero, d3 = S.Zero;
                    if (H.Value > 2) d2 = Alive<V, S>(dy[(2 * across) + j], y[(2 * across) + j], c);
                    if (H.Value > 3) d3 = Alive<V, S>(dy[(3 * across) + j], y[(3 * across) + j], c);
                    sum = S.Add(sum, S.Add(S.Add(d0, d1), S.Add(d2, d3)));
                    T.Gradients<V, S, H>(d0, d1, d2, d3, to + (j * Block) + c, across * Block);
                }
                S.Store(bias + c, S.Add(S.Load(bias + c), sum));
            }
            return c;
        }

        // What relu let through.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Alive<V, S>(float* dy, float* y, int c) where V : struct where S : struct, ISimd<V> =>
            y == null ? S.Load(dy + c) : S.SelectGreater(S.Load(y + c), S.Zero, S.Load(dy + c), S.Zero);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Across<V, S, T, W>(float* from, int down, int columns, float* to, nint step) where V : struct
            where S : struct, ISimd<V> where T : struct, ITaps where W : struct, IConstant
        {
            for (var i = 0; i < down; i++, from += W.Value * Block, to += (W.Value + T.Count - 1) * step)
                for (var c = 0; c < columns; c += S.Width)
                {
                    var x = from + c;
                    V d0 = S.Load(x), d1 = S.Load(x + Block), d2 = d1, d3 = d1;
                    if (W.Value > 2) d2 = S.Load(x + (2 * Block));
                    if (W.Value > 3) d3 = S.Load(x + (3 * Block));
                    T.Gradients<V, S, W>(d0, d1, d2, d3, to + c, step);
                }
        }
    }
}
