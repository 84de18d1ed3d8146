using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>What lies beyond the edges of an image.</summary>
enum Fill
{
    /// <summary>k k k | a b c d | k k k</summary>
    Constant,

    /// <summary>a a a | a b c d | d d d</summary>
    Nearest,

    /// <summary>c b a | a b c d | d c b</summary>
    Reflect,

    /// <summary>b c d | a b c d | a b c</summary>
    Wrap,

    /// <summary>A constant, between which and the image nothing is interpolated: SciPy's constant.</summary>
    Blank,

    /// <summary>b c d a b c d a b c: the last pixel lies on the first one; SciPy's wrap.</summary>
    Overlap,
}

/// <summary>
/// An image read through an affine map: y[r, c] = x at <see cref="AffineMap"/>(r, c), where x goes on beyond its edges as
/// <see cref="Fill"/> says: between the four pixels around, in proportion, or the nearest one. Places are worked out in double, so that
/// they are the same for every vector. </summary>
static unsafe class Warp
{
    public struct Arguments
    {
        public int InHeight, InWidth, OutHeight, OutWidth, Channels;
        public AffineMap Map;
        public Fill Fill;
        public float FillValue;
        public bool Bilinear; // else the nearest pixel
        public float* X, Y;   // (InHeight, InWidth, Channels), (OutHeight, OutWidth, Channels): values forward, gradients backward
        public bool Fresh;    // backward: nothing has been added to X before
    }

    // The first floats of four pixels, their shares, and the share of what is filled in.
    struct Taps
    {
        public int TopLeft, TopRight, BottomLeft, BottomRight;
        public float OfTopLeft, OfTopRight, OfBottomLeft, OfBottomRight, OfFill;
    }

    /// <summary>With vectors of <paramref name="width"/> floats: forward, or back.</summary>
    public static void Run(int width, bool back, Arguments* a)
    {
        if (back) SimdWidth.Call<InputGradient, Arguments>(width, a);
        else SimdWidth.Call<Forward, Arguments>(width, a);
    }

    /// <summary>Forward, with the widest vectors.</summary>
    public static void Run(Arguments* a) => Run(SimdWidth.Best, back: false, a);

    public readonly struct Forward : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var y = a->Y;
            for (var r = 0; r < a->OutHeight; r++)
            {
                double left = (a->Map.XY * r) + a->Map.X0, top = (a->Map.YY * r) + a->Map.Y0;
                for (var c = 0; c < a->OutWidth; c++, y += a->Channels)
                {
                    double atX = (a->Map.XX * c) + left, atY = (a->Map.YX * c) + top;
                    if (a->Bilinear && atX >= 0 && atY >= 0 && atX < a->InWidth - 1 && atY < a->InHeight - 1) Between<V, S>(a, atX, atY, y);
                    else if (!Reach(a, &atX, &atY)) new Span<float>(y, a->Channels).Fill(a->FillValue);
                    else if (a->Bilinear) Mix<V, S>(a, atX, atY, y);
                    else Pick(a, atX, atY, y);
                }
            }
        }

        // The four pixels around a place within the image, without a look at the edges.
        [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
        static void Between<V, S>(Arguments* a, double atX, double atY, float* y) where V : struct where S : struct, ISimd<V>
        {
            int left = (int)atX, top = (int)atY, channels = a->Channels, row = a->InWidth * channels, k = 0;
            float u = (float)(atX - left), v = (float)(atY - top);
            float ofTopLeft = (1 - u) * (1 - v), ofTopRight = u * (1 - v), ofBottomLeft = (1 - u) * v, ofBottomRight = u * v;
            var x = a->X + (top * row) + (left * channels);
            for (; k + S.Width <= channels; k += S.Width)
            {
                var sum = S.Multiply(S.Broadcast(ofTopLeft), S.Load(x + k));
                sum = S.MultiplyAdd(S.Broadcast(ofTopRight), S.Load(x + k + channels), sum);
                sum = S.MultiplyAdd(S.Broadcast(ofBottomLeft), S.Load(x + k + row), sum);
                S.Store(y + k, S.MultiplyAdd(S.Broadcast(ofBottomRight), S.Load(x + k + row + channels), sum));
            }
            for (; k < channels; k++)
            {
                var sum = Simd1.MultiplyAdd(ofBottomLeft, x[k + row], Simd1.MultiplyAdd(ofTopRight, x[k + channels], ofTopLeft * x[k]));
                y[k] = Simd1.MultiplyAdd(ofBottomRight, x[k + row + channels], sum);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Mix<V, S>(Arguments* a, double atX, double atY, float* y) where V : struct where S : struct, ISimd<V>
        {
            Taps t;
            Find(a, atX, atY, &t);
            var k = 0;
            for (; k + S.Width <= a->Channels; k += S.Width) S.Store(y + k, Sum<V, S>(a->X + k, &t, a->FillValue));
            for (; k < a->Channels; k++) y[k] = Sum<float, Simd1>(a->X + k, &t, a->FillValue);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Sum<V, S>(float* x, Taps* t, float fill) where V : struct where S : struct, ISimd<V>
        {
            var sum = S.Multiply(S.Broadcast(t->OfTopLeft), S.Load(x + t->TopLeft));
            sum = S.MultiplyAdd(S.Broadcast(t->OfTopRight), S.Load(x + t->TopRight), sum);
            sum = S.MultiplyAdd(S.Broadcast(t->OfBottomLeft), S.Load(x + t->BottomLeft), sum);
            sum = S.MultiplyAdd(S.Broadcast(t->OfBottomRight), S.Load(x + t->BottomRight), sum);
            return S.MultiplyAdd(S.Broadcast(t->OfFill), S.Broadcast(fill), sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Pick(Arguments* a, double atX, double atY, float* y)
        {
            var from = Nearest(a, atX, atY);
            for (var k = 0; k < a->Channels; k++) y[k] = from < 0 ? a->FillValue : a->X[from + k];
        }
    }

    /// <summary>The transpose: each output's gradient (Y) is added to the pixels it was read from (X), in proportion.</summary>
    public readonly struct InputGradient : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            if (a->Fresh) new Span<float>(a->X, a->InHeight * a->InWidth * a->Channels).Clear();
            var dy = a->Y;
            for (var r = 0; r < a->OutHeight; r++)
            {
                double left = (a->Map.XY * r) + a->Map.X0, top = (a->Map.YY * r) + a->Map.Y0;
                for (var c = 0; c < a->OutWidth; c++, dy += a->Channels)
                {
                    double atX = (a->Map.XX * c) + left, atY = (a->Map.YX * c) + top;
                    if (!Reach(a, &atX, &atY)) continue;
                    if (a->Bilinear) Spread<V, S>(a, atX, atY, dy);
                    else if (Nearest(a, atX, atY) is >= 0 and var to) Add<V, S>(a->X + to, dy, 1, a->Channels);
                }
            }
        }

        static void Spread<V, S>(Arguments* a, double atX, double atY, float* dy) where V : struct where S : struct, ISimd<V>
        {
            Taps t;
            Find(a, atX, atY, &t);
            // One after the other: two of them may be the same pixel.
            Add<V, S>(a->X + t.TopLeft, dy, t.OfTopLeft, a->Channels);
            Add<V, S>(a->X + t.TopRight, dy, t.OfTopRight, a->Channels);
            Add<V, S>(a->X + t.BottomLeft, dy, t.OfBottomLeft, a->Channels);
            Add<V, S>(a->X + t.BottomRight, dy, t.OfBottomRight, a->Channels);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Add<V, S>(float* dx, float* dy, float share, int channels) where V : struct where S : struct, ISimd<V>
        {
            if (share == 0) return;
            var k = 0;
            for (; k + S.Width <= channels; k += S.Width) S.Store(dx + k,
                S.MultiplyAdd(S.Broadcast(share), S.Load(dy + k), S.Load(dx + k)));
            for (; k < channels; k++) dx[k] = Simd1.MultiplyAdd(share, dy[k], dx[k]);
        }
    }

    // Brings a place to where it is read; false where it is left blank.
    static bool Reach(Arguments* a, double* atX, double* atY)
    {
        if (a->Fill < Fill.Blank) return true;
        if (a->Fill == Fill.Blank) return *atX >= 0 && *atY >= 0 && *atX <= a->InWidth - 1 && *atY <= a->InHeight - 1;
        (*atX, *atY) = (Overlapped(*atX, a->InWidth), Overlapped(*atY, a->InHeight));
        return true;
    }

    /// <summary>Brings a place along a side of <paramref name="n"/> pixels to where a spline is read; false where it is left blank. Where
    /// pixels are repeated or reflected it lies where it is.</summary>
    public static bool Reach(Fill fill, ref double at, int n)
    {
        if (fill == Fill.Overlap) at = Overlapped(at, n);
        return fill != Fill.Blank || (at >= 0 && at <= n - 1);
    }

    static double Overlapped(double at, int n)
    {
        if (at >= 0 && at <= n - 1) return at;
        if (n == 1) return 0;
        // As SciPy: what lies before the first pixel never comes to lie on it.
        return at < 0 ? at + ((n - 1) * (Math.Floor(-at / (n - 1)) + 1)) : at - ((n - 1) * Math.Floor(at / (n - 1)));
    }

    static int Nearest(Arguments* a, double atX, double atY)
    {
        int x = Place(Math.Floor(atX + 0.5), a->InWidth, a->Fill), y = Place(Math.Floor(atY + 0.5), a->InHeight, a->Fill);
        return x < 0 || y < 0 ? -1 : ((y * a->InWidth) + x) * a->Channels;
    }

    static void Find(Arguments* a, double atX, double atY, Taps* t)
    {
        double left = Math.Floor(atX), top = Math.Floor(atY);
        float u = (float)(atX - left), v = (float)(atY - top);
        (t->OfTopLeft, t->OfTopRight, t->OfBottomLeft, t->OfBottomRight, t->OfFill) =
            ((1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v, 0);
        var row = a->InWidth * a->Channels;
        if (left >= 0 && top >= 0 && left < a->InWidth - 1 && top < a->InHeight - 1)
        {
            t->TopLeft = ((int)top * row) + ((int)left * a->Channels);
            (t->TopRight, t->BottomLeft, t->BottomRight) = (t->TopLeft + a->Channels, t->TopLeft + row, t->TopLeft + row + a->Channels);
            return;
        }
        int x0 = Place(left, a->InWidth, a->Fill), x1 = Place(left + 1, a->InWidth, a->Fill);
        int y0 = Place(top, a->InHeight, a->Fill), y1 = Place(top + 1, a->InHeight, a->Fill);
        t->TopLeft = Tap(a, y0, x0, &t->OfTopLeft, &t->OfFill);
        t->TopRight = Tap(a, y0, x1, &t->OfTopRight, &t->OfFill);
        t->BottomLeft = Tap(a, y1, x0, &t->OfBottomLeft, &t->OfFill);
        t->BottomRight = Tap(a, y1, x1, &t->OfBottomRight, &t->OfFill);
    }

    // Outside, the share goes to the filling, and the first pixel is read for nothing.
    static int Tap(Arguments* a, int y, int x, float* share, float* filled)
    {
        if (x >= 0 && y >= 0) return ((y * a->InWidth) + x) * a->Channels;
        *filled += *share;
        *share = 0;
        return 0;
    }

    /// <summary>The pixel at a whole place along a side of <paramref name="n"/> pixels; −1 where it is filled in.</summary>
    public static int Place(double at, int n, Fill fill)
    {
        if (at >= 0 && at < n) return (int)at;
        if (fill == Fill.Constant) return -1;
        if (fill is Fill.Nearest or >= Fill.Blank) return at < 0 ? 0 : n - 1;
        var period = fill == Fill.Wrap ? n : 2.0 * n;
        var i = (int)Math.Clamp(at - (period * Math.Floor(at / period)), 0, period - 1);
        return i < n ? i : (2 * n) - 1 - i;
    }
}
