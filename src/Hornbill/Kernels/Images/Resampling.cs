using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// An image of another size: y[o, q, c] = Σᵢ Σⱼ rows[o, i] columns[q, j] x[i, j, c], and the filling for what lies in the padding. First
/// rows are mixed, in vectors along the row, then columns, in vectors along the channels.
/// </summary>
static unsafe class Resampling
{
    /// <summary>A <see cref="ResamplingAxis"/> while it is held in place.</summary>
    public struct Axis
    {
        public int* First, Count, Start;
        public float* Shares, Inside;
    }

    public struct Arguments
    {
        public int InHeight, InWidth, OutHeight, OutWidth, Channels;
        public Axis Rows, Columns;
        public float FillValue;
        public float* X, Y; // values forward, gradients backward
        public float* Workspace; // a row of the input
        public bool Fresh; // backward: nothing has been added to X before
    }

    /// <summary>Forward, with the widest vectors.</summary>
    public static void Run(ResamplingAxis rows, ResamplingAxis columns, Arguments* a) => Run(SimdWidth.Best, back: false, rows, columns, a);

    /// <summary>With vectors of <paramref name="width"/> floats: forward, or back. Fills in the axes.</summary>
    public static void Run(int width, bool back, ResamplingAxis rows, ResamplingAxis columns, Arguments* a)
    {
        fixed (int* first = rows.First, count = rows.Count, start = rows.Start, first2 = columns.First, count2 = columns.Count,
            start2 = columns.Start)
        fixed (float* shares = rows.Shares, inside = rows.Inside, shares2 = columns.Shares, inside2 = columns.Inside)
        {
            a->Rows = new() { First = first, Count = count, Start = start, Shares = shares, Inside = inside };
            a->Columns = new() { First = first2, Count = count2, Start = start2, Shares = shares2, Inside = inside2 };
            if (back) SimdWidth.Call<InputGradient, Arguments>(width, a);
            else SimdWidth.Call<Forward, Arguments>(width, a);
        }
    }

    public readonly struct Forward : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var y = a->Y;
            for (var o = 0; o < a->OutHeight; o++)
            {
                var row = Rows<V, S>(a, o);
                for (var q = 0; q < a->OutWidth; q++, y += a->Channels)
                {
                    int first = a->Columns.First[q], count = a->Rows.Count[o] == 0 ? 0 : a->Columns.Count[q];
                    var filled = (1 - (a->Rows.Inside[o] * a->Columns.Inside[q])) * a->FillValue;
                    Mix<V, S>(row + ((long)first * a->Channels), a->Channels, a->Columns.Shares + a->Columns.Start[q], count, filled, y,
                        a->Channels);
                }
            }
        }

        // Of one row that is taken whole nothing is copied.
        static float* Rows<V, S>(Arguments* a, int o) where V : struct where S : struct, ISimd<V>
        {
            var length = a->InWidth * a->Channels;
            var from = a->X + ((long)a->Rows.First[o] * length);
            var shares = a->Rows.Shares + a->Rows.Start[o];
            if (a->Rows.Count[o] == 1 && shares[0] == 1) return from;
            Mix<V, S>(from, length, shares, a->Rows.Count[o], 0, a->Workspace, length);
            return a->Workspace;
        }

        // to[k] = Σ shares[i] from[i × stride + k], and something more.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Mix<V, S>(float* from, int stride, float* shares, int count, float more, float* to, int length) where V : struct where S
            : struct, ISimd<V>
        {
            var k = 0;
            for (; k + S.Width <= length; k += S.Width)
            {
                var sum = S.Broadcast(more);
                var x = from + k;
                for (var i = 0; i < count; i++, x += stride) sum = S.MultiplyAdd(S.Broadcast(shares[i]), S.Load(x), sum);
                S.Store(to + k, sum);
            }
            for (; k < length; k++)
            {
                var sum = more;
                var x = from + k;
                for (var i = 0; i < count; i++, x += stride) sum = Simd1.MultiplyAdd(shares[i], *x, sum);
                to[k] = sum;
            }
        }
    }

    /// <summary>The transpose: each output's gradient (Y) goes back to the inputs (X) in the same shares.</summary>
    public readonly struct InputGradient : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var length = a->InWidth * a->Channels;
            if (a->Fresh) new Span<float>(a->X, a->InHeight * length).Clear();
            var dy = a->Y;
            for (var o = 0; o < a->OutHeight; o++)
            {
                new Span<float>(a->Workspace, length).Clear();
                for (var q = 0; q < a->OutWidth; q++, dy += a->Channels)
                    for (var i = 0; i < a->Columns.Count[q]; i++)
                        Add<V, S>(dy, a->Columns.Shares[a->Columns.Start[q] + i], a->Workspace
                            + ((long)(a->Columns.First[q] + i) * a->Channels), a->Channels);
                for (var i = 0; i < a->Rows.Count[o]; i++)
                    Add<V, S>(a->Workspace, a->Rows.Shares[a->Rows.Start[o] + i], a->X + ((long)(a->Rows.First[o] + i) * length), length);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Add<V, S>(float* from, float share, float* to, int length) where V : struct where S : struct, ISimd<V>
        {
            var k = 0;
            for (; k + S.Width <= length; k += S.Width) S.Store(to + k,
                S.MultiplyAdd(S.Broadcast(share), S.Load(from + k), S.Load(to + k)));
            for (; k < length; k++) to[k] = Simd1.MultiplyAdd(share, from[k], to[k]);
        }
    }
}
