using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// Batch normalisation by channel: y = γ (x − μ) / √(σ² + ε) + β = scale x + shift, μ and σ² over all samples and places.
/// Forward: the mean and the squared deviations of each sample, row by row while a row is in the first-level cache; their sums over the
/// batch, in sample order and in double; then scale and shift, with what follows: + another value, relu, or max-pooling. Pooling comes
/// first where it can: the greatest y is that of the greatest x where scale ≥ 0, of the smallest elsewhere.
/// Backward: with x̂ = (x − μ) / √(σ² + ε) and m the mean over samples and places, dx = scale (dy − m(dy) − x̂ m(dy x̂)) = a dy + b x + c:
/// sums of each sample, sums over the batch (which are dβ and dγ), then a dy + b x + c.
/// </summary>
static unsafe partial class BatchNormalization
{
    public struct Arguments
    {
        public int Samples, Rows, Columns, Channels; // of x
        public int FromRow, ToRow;                   // of what the loop walks, x or windows
        public int FromChannel, ToChannel;
        public Operand X, Other, Y, To;              // Other may be missing; Y is the result where relu's sign is read
        public Operand Gradient;                     // dy
        public float* Forward, Backward;             // (4, Channels) scale, shift, μ, 1 / √(σ² + ε); (3, Channels) a, b, c
        public float* Sums;                          // of each sample, (2, Channels)
        public int SumsSample;
        public PoolingSize Pool; // 1 × 1 windows where there is no pooling
        public float* Index;     // window element of each maximum
        public int IndexSample;
        public bool Relu, Fresh;
        public bool Masks; // dx counts where x > 0: x is what a relu made

        public readonly bool Pooled => Pool.Pool.Area > 1;

        /// <summary>Whether windows of 2 × 2 cover x: the usual ones, which have loops of their own.</summary>
        public readonly bool Halves => Pool.Pool == new Pair(2, 2) && Pool.Stride == Pool.Pool && Pool.Pad == default
            && Pool.In == new Pair(2 * Pool.Out.Height, 2 * Pool.Out.Width);
    }

    /// <summary>A loop over the places of one row, for the channels of a vector.</summary>
    interface IRow
    {
        static abstract void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>;
    }

    /// <summary>The rows at hand; the channels that fill no vector go one by one.</summary>
    static class Each<R> where R : struct, IRow
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Rows<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            for (var n = 0; n < a->Samples; n++)
                for (var r = a->FromRow; r < a->ToRow; r++)
                {
                    var k = a->FromChannel;
                    for (; k + S.Width <= a->ToChannel; k += S.Width) R.Row<V, S>(a, n, r, k);
                    for (; k < a->ToChannel; k++) R.Row<float, Simd1>(a, n, r, k);
                }
        }
    }

    /// <summary>Each sample's mean and sum of squared deviations, into Sums.</summary>
    public readonly struct Moments : IKernel<Arguments>, IRow
    {
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V> => Each<Moments>.Rows<V, S>(a);

        // The row's own moments, then those of all rows so far by Chan's formula.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            var x = a->X.Row(n, r) + k;
            var end = x + ((long)a->Columns * a->Channels);
            var sum = S.Zero;
            for (var p = x; p < end; p += a->Channels) sum = S.Add(sum, S.Load(p));
            var mean = S.Multiply(sum, S.Broadcast(1f / a->Columns));
            var squares = S.Zero;
            for (var p = x; p < end; p += a->Channels)
            {
                var d = S.Subtract(S.Load(p), mean);
                squares = S.MultiplyAdd(d, d, squares);
            }
            var to = a->Sums + ((long)n * a->SumsSample) + k;
            if (r > 0)
            {
                V before = S.Load(to), delta = S.Subtract(mean, before);
                mean = S.MultiplyAdd(delta, S.Broadcast(1f / (r + 1)), before);
                squares = S.Add(S.MultiplyAdd(S.Multiply(delta, delta), S.Broadcast((float)a->Columns * r / (r + 1)), squares),
                    S.Load(to + a->Channels));
            }
            S.Store(to, mean);
            S.Store(to + a->Channels, squares);
        }
    }

    /// <summary>y = scale x + shift (+ other), relu of it.</summary>
    public readonly struct Normalize : IKernel<Arguments>, IRow
    {
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V> => Each<Normalize>.Rows<V, S>(a);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            V scale = S.Load(a->Forward + k), shift = S.Load(a->Forward + a->Channels + k);
            float* x = a->X.Row(n, r) + k, to = a->To.Row(n, r) + k, other = a->Other.Row(n, r);
            other = other == null ? null : other + k;
            var least = S.Broadcast(a->Relu ? 0 : float.NegativeInfinity);
            var (channels, length) = (a->Channels, a->Columns * a->Channels);
            for (var i = 0; i < length; i += channels)
            {
                var y = S.MultiplyAdd(S.Load(x + i), scale, shift);
                if (other != null) y = S.Add(y, S.Load(other + i));
                S.Store(to + i, S.Max(least, y)); // in this order NaN stays NaN
            }
        }
    }

    /// <summary>y = the greatest scale x + shift of each window, relu of it; its place into Index.</summary>
    public readonly struct NormalizePool : IKernel<Arguments>, IRow
    {
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            if (a->Halves) Each<NormalizeHalves>.Rows<V, S>(a);
            else Each<NormalizePool>.Rows<V, S>(a);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            V scale = S.Load(a->Forward + k), shift = S.Load(a->Forward + a->Channels + k);
            var sign = S.SelectGreater(S.Zero, scale, S.Broadcast(-1), S.Broadcast(1));
            var least = S.Broadcast(a->Relu ? 0 : float.NegativeInfinity);
            float* to = a->To.Row(n, r) + k, index = Index(a, n, r, k);
            for (var c = 0; c < a->Pool.Out.Width; c++)
            {
                var (rows, columns) = (a->Pool.Rows(r), a->Pool.Columns(c));
                V best = S.Zero, place = S.Zero;
                for (var i = rows.From; i < rows.To; i++)
                {
                    var row = a->X.Row(n, rows.First + i) + k;
                    for (var j = columns.From; j < columns.To; j++)
                    {
                        V x = S.Multiply(S.Load(row + ((columns.First + j) * a->Channels)), sign), e =
                            S.Broadcast((i * a->Pool.Pool.Width) + j);
                        var first = i == rows.From && j == columns.From;
                        (best, place) = first ? (x, e) : (S.SelectGreater(x, best, x, best), S.SelectGreater(x, best, e, place));
                    }
                }
                S.Store(to + (c * a->Channels), S.Max(least, S.MultiplyAdd(S.Multiply(best, sign), scale, shift)));
                if (index != null) S.Store(index + (c * a->Channels), place);
            }
        }
    }

    /// <summary>Each sample's Σ dy and Σ dy x̂, into Sums; dy counts where relu let y pass.</summary>
    public readonly struct GradientSums : IKernel<Arguments>, IRow
    {
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            if (a->Halves) Each<SumHalves>.Rows<V, S>(a);
            else if (a->Pooled) Each<SumWindows>.Rows<V, S>(a);
            else Each<GradientSums>.Rows<V, S>(a);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            nint channels = a->Channels, length = a->Columns * channels;
            V mean = S.Load(a->Forward + (2 * channels) + k), inverse = S.Load(a->Forward + (3 * channels) + k);
            var to = a->Sums + ((long)n * a->SumsSample) + k;
            V sum = r == 0 ? S.Zero : S.Load(to), product = r == 0 ? S.Zero : S.Load(to + channels);
            float* x = a->X.Row(n, r) + k, gradient = a->Gradient.Row(n, r) + k, y = a->Relu ? a->Y.Row(n, r) + k : null;
            for (nint i = 0; i < length; i += channels)
            {
                var d = S.Load(gradient + i);
                if (y != null) d = S.SelectGreater(S.Load(y + i), S.Zero, d, S.Zero);
                sum = S.Add(sum, d);
                product = S.MultiplyAdd(d, S.Multiply(S.Subtract(S.Load(x + i), mean), inverse), product);
            }
            S.Store(to, sum);
            S.Store(to + channels, product);
        }
    }

    /// <summary>The same behind pooling: x is what won its window.</summary>
    readonly struct SumWindows : IRow
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            V mean = S.Load(a->Forward + (2 * a->Channels) + k), inverse = S.Load(a->Forward + (3 * a->Channels) + k);
            var to = a->Sums + ((long)n * a->SumsSample) + k;
            V sum = r == 0 ? S.Zero : S.Load(to), product = r == 0 ? S.Zero : S.Load(to + a->Channels);
            float* gradient = a->Gradient.Row(n, r) + k, y = a->Relu ? a->Y.Row(n, r) + k : null;
            var channels = a->Channels;
            for (var c = 0; c < a->Pool.Out.Width; c++)
            {
                var d = S.Load(gradient + (c * channels));
                if (y != null) d = S.SelectGreater(S.Load(y + (c * channels)), S.Zero, d, S.Zero);
                sum = S.Add(sum, d);
                product = S.MultiplyAdd(d, S.Multiply(S.Subtract(Chosen<V, S>(a, n, r, c, k), mean), inverse), product);
            }
            S.Store(to, sum);
            S.Store(to + channels, product);
        }

        // The x that a window's maximum came from.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static V Chosen<V, S>(Arguments* a, int n, int r, int c, int k) where V : struct where S : struct, ISimd<V>
        {
            var (rows, columns) = (a->Pool.Rows(r), a->Pool.Columns(c));
            var place = S.Load(Index(a, n, r, k) + (c * a->Channels));
            var chosen = S.Zero;
            for (var i = rows.From; i < rows.To; i++)
            {
                var row = a->X.Row(n, rows.First + i) + k;
                for (var j = columns.From; j < columns.To; j++)
                    chosen = Where<V, S>(place, (i * a->Pool.Pool.Width) + j, S.Load(row + ((columns.First + j) * a->Channels)), chosen);
            }
            return chosen;
        }
    }

    /// <summary>value where the place is <paramref name="element"/>, else other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Where<V, S>(V place, int element, V value, V other) where V : struct where S : struct, ISimd<V> =>
        S.SelectGreater(S.Broadcast(element + 0.5f), place, S.SelectGreater(place, S.Broadcast(element - 0.5f), value, other), other);

    /// <summary>dx = a dy + b x + c, dy where relu let y pass; behind pooling b x + c, to which <see cref="Unpool"/> adds.</summary>
    public readonly struct InputGradient : IKernel<Arguments>, IRow
    {
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            if (!a->Halves) Each<InputGradient>.Rows<V, S>(a);
            if (!a->Pooled) return;
            (a->FromRow, a->ToRow) = (0, a->Pool.Out.Height);
            if (a->Halves) Each<UnpoolHalves>.Rows<V, S>(a);
            else Each<Unpool>.Rows<V, S>(a);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            V ofGradient = S.Load(a->Backward + k), ofX = S.Load(a->Backward + a->Channels + k), constant =
                S.Load(a->Backward + (2 * a->Channels) + k);
            float* x = a->X.Row(n, r) + k, to = a->To.Row(n, r) + k, gradient = a->Pooled ? null : a->Gradient.Row(n, r) + k;
            var y = a->Relu && !a->Pooled ? a->Y.Row(n, r) + k : null;
            var (channels, length, masks) = (a->Channels, a->Columns * a->Channels, a->Masks);
            for (var i = 0; i < length; i += channels)
            {
                var value = S.Load(x + i);
                var dx = S.MultiplyAdd(value, ofX, constant);
                if (gradient != null)
                {
                    var d = S.Load(gradient + i);
                    if (y != null) d = S.SelectGreater(S.Load(y + i), S.Zero, d, S.Zero);
                    dx = S.MultiplyAdd(d, ofGradient, dx);
                }
                if (masks) dx = S.SelectGreater(value, S.Zero, dx, S.Zero);
                S.Store(to + i, a->Fresh ? dx : S.Add(S.Load(to + i), dx));
            }
        }
    }

    /// <summary>Adds a dy to the elements that won their windows.</summary>
    readonly struct Unpool : IRow
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            var ofGradient = S.Load(a->Backward + k);
            float* gradient = a->Gradient.Row(n, r) + k, y = a->Relu ? a->Y.Row(n, r) + k : null;
            var index = Index(a, n, r, k);
            var masks = a->Masks;
            for (var c = 0; c < a->Pool.Out.Width; c++)
            {
                var (rows, columns) = (a->Pool.Rows(r), a->Pool.Columns(c));
                V d = S.Multiply(S.Load(gradient + (c * a->Channels)), ofGradient), place = S.Load(index + (c * a->Channels));
                if (y != null) d = S.SelectGreater(S.Load(y + (c * a->Channels)), S.Zero, d, S.Zero);
                for (var i = rows.From; i < rows.To; i++)
                {
                    float* row = a->To.Row(n, rows.First + i) + k, x = a->X.Row(n, rows.First + i) + k;
                    for (var j = columns.From; j < columns.To; j++)
                    {
                        var at = (columns.First + j) * a->Channels;
                        var passed = masks ? S.SelectGreater(S.Load(x + at), S.Zero, d, S.Zero) : d;
                        S.Store(row + at, S.Add(S.Load(row + at), Where<V, S>(place, (i * a->Pool.Pool.Width) + j, passed, S.Zero)));
                    }
                }
            }
        }
    }

    // A row of windows' places; null where nobody needs them.
    static float* Index(Arguments* a, int n, int r, int k) =>
        a->Index == null ? null : a->Index + ((long)n * a->IndexSample) + (r * a->Pool.Out.Width * a->Channels) + k;

    /// <summary>What is worked out once for the whole batch, for channels [From, To).</summary>
    public struct BatchArguments
    {
        public int Samples, Places, Channels, From, To;
        public float* Sums; // of each sample, (2, Channels)
        public int SumsSample;
        public float* Gamma, Beta; // null: 1 and 0
        public float* Mean, Variance; // the moving statistics; null where they stay
        public float Momentum, Epsilon;
        public float* Forward, Backward;
        public float* GammaGradient, BetaGradient; // null where nobody wants them
        public bool AddGamma, AddBeta;
    }

    /// <summary>μ and σ² of the batch, what they make of scale and shift, and the moving statistics: m ← m momentum + batch (1 −
    /// momentum).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Combine(BatchArguments* a)
    {
        for (var k = a->From; k < a->To; k++)
        {
            var (mean, squares) = (Statistics.Sum(a->Sums + k, a->Samples, a->SumsSample) / a->Samples, 0.0);
            for (var n = 0; n < a->Samples; n++)
            {
                var d = a->Sums[((long)n * a->SumsSample) + k] - mean;
                squares += (d * d * a->Places) + a->Sums[((long)n * a->SumsSample) + a->Channels + k];
            }
            var variance = squares / ((double)a->Samples * a->Places);
            Coefficients(a, k, mean, variance);
            if (a->Mean == null) continue;
            a->Mean[k] = (float)((a->Mean[k] * (double)a->Momentum) + (mean * (1 - (double)a->Momentum)));
            a->Variance[k] = (float)((a->Variance[k] * (double)a->Momentum) + (variance * (1 - (double)a->Momentum)));
        }
    }

    /// <summary>Scale and shift by the moving statistics, as at inference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fixed(BatchArguments* a)
    {
        for (var k = a->From; k < a->To; k++) Coefficients(a, k, a->Mean[k], a->Variance[k]);
    }

    static void Coefficients(BatchArguments* a, int k, double mean, double variance)
    {
        var inverse = 1 / Math.Sqrt(variance + a->Epsilon);
        var scale = inverse * (a->Gamma == null ? 1 : a->Gamma[k]);
        a->Forward[k] = (float)scale;
        a->Forward[a->Channels + k] = (float)((a->Beta == null ? 0 : a->Beta[k]) - (mean * scale));
        a->Forward[(2 * a->Channels) + k] = (float)mean;
        a->Forward[(3 * a->Channels) + k] = (float)inverse;
    }

    /// <summary>The bias that a layer has whose weights are times scale: bias × scale + shift; without weights of a bias it is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FoldBias(float* bias, float* factors, int channels, float* to, int from, int until)
    {
        for (var k = from; k < until; k++) to[k] = ((bias == null ? 0 : bias[k]) * factors[k]) + factors[channels + k];
    }

    /// <summary>dβ = Σ dy, dγ = Σ dy x̂, and a, b, c of the input's gradient. With fixed statistics b = c = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CombineGradient(BatchArguments* a, bool isFixed)
    {
        for (var k = a->From; k < a->To; k++)
        {
            var sum = Statistics.Sum(a->Sums + k, a->Samples, a->SumsSample);
            var product = Statistics.Sum(a->Sums + a->Channels + k, a->Samples, a->SumsSample);
            if (a->BetaGradient != null) a->BetaGradient[k] = (float)sum + (a->AddBeta ? a->BetaGradient[k] : 0);
            if (a->GammaGradient != null) a->GammaGradient[k] = (float)product + (a->AddGamma ? a->GammaGradient[k] : 0);
            double scale = a->Forward[k], mean = a->Forward[(2 * a->Channels) + k], inverse = a->Forward[(3 * a->Channels) + k];
            var count = (double)a->Samples * a->Places;
            var ofX = isFixed ? 0 : -scale * inverse * product / count;
            a->Backward[k] = (float)scale;
            a->Backward[a->Channels + k] = (float)ofX;
            a->Backward[(2 * a->Channels) + k] = isFixed ? 0 : (float)((-scale * sum / count) - (ofX * mean));
        }
    }
}
