using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The sizes of a depthwise convolution. x is (In + rim, Channels), its rim as wide as the padding.</summary>
readonly record struct DepthwiseSize
{
    /// <summary>Floats of weights that are repeated along a row at most: 128 KB.</summary>
    const int MostRepeated = 32 * 1024;

    public Pair In { get; init; }
    public int Channels { get; init; }
    public Pair Out { get; init; }
    public Pair Kernel { get; init; }
    public Pair Stride { get; init; }
    public Pair Dilation { get; init; }
    public Padding Pad { get; init; }

    public int Taps => Kernel.Area;

    public int RimRow => (In.Width + Pad.Left + Pad.Right) * Channels;

    public int RimRows => In.Height + Pad.Top + Pad.Bottom;

    /// <summary>Floats before the first pixel of x.</summary>
    public int Origin => (Pad.Top * RimRow) + (Pad.Left * Channels);

    /// <summary>Few channels leave vectors empty: a row of the output is then one place, and the weights are repeated along it.</summary>
    public bool Narrow =>
        Stride.Width == 1 && Out.Width > 1 && Channels < 64 && Channels % 16 != 0 && (long)Taps * Out.Width * Channels <= MostRepeated;

    /// <summary>Places in a row, and floats in a place.</summary>
    public int Places => Narrow ? 1 : Out.Width;

    public int Length => Narrow ? Out.Width * Channels : Channels;

    /// <summary>Where a tap lies in x, from the window's corner.</summary>
    public int TapOffset(int tap) => (tap / Kernel.Width * Dilation.Height * RimRow) + (tap % Kernel.Width * Dilation.Width * Channels);
}

/// <summary>
/// Depthwise convolution, channels last: y[p, c] = Σ_k x[p·s + k·d, c] × w[k, c], each channel with a kernel of its own.
/// p: place, c: channel, k: tap, s: stride, d: dilation. Weights are read as the model holds them, (taps, channels).
/// Channels are walked in vectors (see Products). The rim of zeros makes all windows whole, so any six places of any samples share their
/// weights. </summary>
static unsafe class DepthwiseConvolution
{
    /// <summary>Places that the gradient by the weights lists at a time: 8 KB.</summary>
    const int Listed = 512;

    const int TermFloats = 4;

    public struct Arguments
    {
        public DepthwiseSize Size;
        public int Samples, From, To; // rows of y (forward), taps (weights), rows of x without its rim (input)
        public float* X, Y, Weights;  // values forward; what is differentiated by is a gradient backward, and so is Y
        public int XSample, YSample, YRow;
        public float* Workspace;
        public bool Fresh; // overwrite instead of adding
    }

    public readonly struct Forward : IKernel<Arguments>
    {
        /// <summary>Floats of workspace: the taps, and the repeated weights.</summary>
        public static int Workspace(in DepthwiseSize z) => (TermFloats * z.Taps) + (z.Narrow ? z.Taps * z.Length : 0);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var taps = (Term*)a->Workspace;
            var weights = a->Weights;
            if (z.Narrow) Channels.Spread(a->Weights, z.Taps, z.Channels, weights = a->Workspace + (TermFloats * z.Taps), z.Out.Width);
            for (var k = 0; k < z.Taps; k++) taps[k] = new(z.TapOffset(k), (nint)k * z.Length);
            float** x = stackalloc float*[Products.MaxRows], y = stackalloc float*[Products.MaxRows];
            var count = 0;
            for (var n = 0; n < a->Samples; n++)
                for (var r = a->From; r < a->To; r++)
                    for (var c = 0; c < z.Places; c++)
                    {
                        x[count] = a->X + ((long)n * a->XSample) + (r * z.Stride.Height * z.RimRow) + (c * z.Stride.Width * z.Channels);
                        y[count++] = a->Y + ((long)n * a->YSample) + (r * a->YRow) + (c * z.Channels);
                        if (count < Products.MaxRows) continue;
                        Products.Sum<V, S>(x, y, count, taps, z.Taps, weights, z.Length, add: false);
                        count = 0;
                    }
            if (count > 0) Products.Sum<V, S>(x, y, count, taps, z.Taps, weights, z.Length, add: false);
        }
    }

    /// <summary>dw[k, c] += Σ_p x[p·s + k·d, c] × dy[p, c]. Weights is a row of sums.</summary>
    public readonly struct WeightGradient : IKernel<Arguments>
    {
        /// <summary>Floats of workspace: places, and the sums of each column.</summary>
        public static int Workspace(in DepthwiseSize z) => (TermFloats * Listed) + (z.Narrow ? z.Taps * z.Length : 0);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var places = (Term*)a->Workspace;
            var sums = z.Narrow ? a->Workspace + (TermFloats * Listed) : a->Weights;
            if (a->Fresh) new Span<float>(a->Weights + (a->From * z.Channels), (a->To - a->From) * z.Channels).Clear();
            if (z.Narrow) new Span<float>(sums + (a->From * z.Length), (a->To - a->From) * z.Length).Clear();
            var count = 0;
            for (var n = 0; n < a->Samples; n++)
                for (var r = 0; r < z.Out.Height; r++)
                    for (var c = 0; c < z.Places; c++)
                    {
                        places[count++] = new((n * (nint)a->XSample) + (r * z.Stride.Height * z.RimRow) + (c * z.Stride.Width * z.Channels),
                                              (n * (nint)a->YSample) + (r * a->YRow) + (c * z.Channels));
                        if (count < Listed) continue;
                        Add<V, S>(a, places, count, sums);
                        count = 0;
                    }
            if (count > 0) Add<V, S>(a, places, count, sums);
            if (z.Narrow) Channels.Fold(sums + (a->From * z.Length), a->To - a->From, z.Channels, a->Weights + (a->From * z.Channels),
                z.Out.Width);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Add<V, S>(Arguments* a, Term* places, int count, float* sums) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            float** x = stackalloc float*[Products.MaxRows], to = stackalloc float*[Products.MaxRows];
            for (var k = a->From; k < a->To; k += Products.MaxRows)
            {
                var taps = Math.Min(Products.MaxRows, a->To - k);
                for (var t = 0; t < taps; t++)
                {
                    x[t] = a->X + z.TapOffset(k + t);
                    to[t] = sums + ((nint)(k + t) * z.Length);
                }
                Products.Sum<V, S>(x, to, taps, places, count, a->Y, z.Length, add: true);
            }
        }
    }

    /// <summary>dx[q, c] += Σ_k dy[p, c] × w[k, c] over the taps k through which a place p read q = p·s + k·d.</summary>
    public readonly struct InputGradient : IKernel<Arguments>
    {
        /// <summary>Floats of workspace: the taps.</summary>
        public static int Workspace(in DepthwiseSize z) => TermFloats * z.Taps;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            for (var h = a->From; h < a->To; h++)
                for (var phase = 0; phase < Math.Min(z.Stride.Width, z.In.Width); phase++)
                    for (var w = phase; w < z.In.Width;)
                    {
                        var columns = Alike(z, w);
                        Columns<V, S>(a, h, w, columns);
                        w += columns * z.Stride.Width;
                    }
        }

        // Columns, a stride apart, that all taps of their phase reach.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Alike(in DepthwiseSize z, int w)
        {
            int first = ((z.Kernel.Width - 1) * z.Dilation.Width) - z.Pad.Left, last =
                Math.Min(z.In.Width - 1, ((z.Out.Width - 1) * z.Stride.Width) - z.Pad.Left);
            return w < first || w > last ? 1 : ((last - w) / z.Stride.Width) + 1;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Columns<V, S>(Arguments* a, int h, int w, int columns) where V : struct where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Size;
            var taps = (Term*)a->Workspace;
            var count = Reaching(a, h + z.Pad.Top, w + z.Pad.Left, taps);
            float** y = stackalloc float*[Products.MaxRows], x = stackalloc float*[Products.MaxRows];
            var rows = 0;
            for (var n = 0; n < a->Samples; n++)
                for (var c = 0; c < columns; c++)
                {
                    y[rows] = a->Y + ((long)n * a->YSample) + (c * z.Channels);
                    x[rows++] = a->X + ((long)n * a->XSample) + z.Origin + (h * z.RimRow) + ((w + (c * z.Stride.Width)) * z.Channels);
                    if (rows < Products.MaxRows) continue;
                    Products.Sum<V, S>(y, x, rows, taps, count, a->Weights, z.Channels, add: !a->Fresh);
                    rows = 0;
                }
            if (rows > 0) Products.Sum<V, S>(y, x, rows, taps, count, a->Weights, z.Channels, add: !a->Fresh);
        }

        // The taps through which some place read (h, w) of x with its rim, and that place of dy.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static int Reaching(Arguments* a, int h, int w, Term* taps)
        {
            ref readonly var z = ref a->Size;
            var count = 0;
            for (var i = 0; i < z.Kernel.Height; i++)
            {
                var (r, off) = Math.DivRem(h - (i * z.Dilation.Height), z.Stride.Height);
                if (off != 0 || r < 0 || r >= z.Out.Height) continue;
                for (var j = 0; j < z.Kernel.Width; j++)
                {
                    (var c, off) = Math.DivRem(w - (j * z.Dilation.Width), z.Stride.Width);
                    if (off != 0 || c < 0 || c >= z.Out.Width) continue;
                    taps[count++] = new((r * a->YRow) + (c * z.Channels), ((nint)(i * z.Kernel.Width) + j) * z.Channels);
                }
            }
            return count;
        }
    }
}
