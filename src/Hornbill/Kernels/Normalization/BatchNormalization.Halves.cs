using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The loops of a normalisation in front of windows of 2 × 2 that cover the image: four loads a window and no loop within, in the
/// order of the others, so to the same bits.</summary>
static unsafe partial class BatchNormalization
{
    readonly struct NormalizeHalves : IRow
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            nint channels = a->Channels;
            V scale = S.Load(a->Forward + k), shift = S.Load(a->Forward + channels + k);
            var sign = S.SelectGreater(S.Zero, scale, S.Broadcast(-1), S.Broadcast(1));
            var least = S.Broadcast(a->Relu ? 0 : float.NegativeInfinity);
            float* x = a->X.Row(n, 2 * r) + k, below = a->X.Row(n, (2 * r) + 1) + k, to = a->To.Row(n, r) + k;
            var index = Index(a, n, r, k);
            for (var c = a->Pool.Out.Width; c > 0; c--, x += 2 * channels, below += 2 * channels, to += channels)
            {
                V best = S.Multiply(S.Load(x), sign), place = S.Zero;
                Raise<V, S>(S.Multiply(S.Load(x + channels), sign), 1, ref best, ref place);
                Raise<V, S>(S.Multiply(S.Load(below), sign), 2, ref best, ref place);
                Raise<V, S>(S.Multiply(S.Load(below + channels), sign), 3, ref best, ref place);
                S.Store(to, S.Max(least, S.MultiplyAdd(S.Multiply(best, sign), scale, shift)));
                if (index == null) continue;
                S.Store(index, place);
                index += channels;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Raise<V, S>(V x, int e, ref V best, ref V place) where V : struct where S : struct, ISimd<V>
        {
            place = S.SelectGreater(x, best, S.Broadcast(e), place);
            best = S.SelectGreater(x, best, x, best);
        }
    }

    readonly struct SumHalves : IRow
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            nint channels = a->Channels;
            V mean = S.Load(a->Forward + (2 * channels) + k), inverse = S.Load(a->Forward + (3 * channels) + k);
            var to = a->Sums + ((long)n * a->SumsSample) + k;
            V sum = r == 0 ? S.Zero : S.Load(to), product = r == 0 ? S.Zero : S.Load(to + channels);
            float* x = a->X.Row(n, 2 * r) + k, below = a->X.Row(n, (2 * r) + 1) + k, index = Index(a, n, r, k);
            float* gradient = a->Gradient.Row(n, r) + k, y = a->Relu ? a->Y.Row(n, r) + k : null;
            for (nint c = 0; c < a->Pool.Out.Width * channels; c += channels, x += 2 * channels, below += 2 * channels)
            {
                V d = S.Load(gradient + c), place = S.Load(index + c);
                if (y != null) d = S.SelectGreater(S.Load(y + c), S.Zero, d, S.Zero);
                var value = S.SelectGreater(S.Broadcast(2.5f), place, S.Load(below), S.Load(below + channels));
                value = S.SelectGreater(S.Broadcast(1.5f), place, S.Load(x + channels), value);
                value = S.SelectGreater(S.Broadcast(0.5f), place, S.Load(x), value);
                sum = S.Add(sum, d);
                product = S.MultiplyAdd(d, S.Multiply(S.Subtract(value, mean), inverse), product);
            }
            S.Store(to, sum);
            S.Store(to + channels, product);
        }
    }

    readonly struct UnpoolHalves : IRow
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Row<V, S>(Arguments* a, int n, int r, int k) where V : struct where S : struct, ISimd<V>
        {
            nint channels = a->Channels;
            V ofGradient = S.Load(a->Backward + k), ofX = S.Load(a->Backward + channels + k), constant =
                S.Load(a->Backward + (2 * channels) + k);
            float* gradient = a->Gradient.Row(n, r) + k, y = a->Relu ? a->Y.Row(n, r) + k : null, index = Index(a, n, r, k);
            float* x = a->X.Row(n, 2 * r) + k, below = a->X.Row(n, (2 * r) + 1) + k;
            float* to = a->To.Row(n, 2 * r) + k, toBelow = a->To.Row(n, (2 * r) + 1) + k;
            bool masks = a->Masks, fresh = a->Fresh;
            for (nint c = 0; c < a->Pool.Out.Width * channels; c += channels)
            {
                V d = S.Multiply(S.Load(gradient + c), ofGradient), place = S.Load(index + c);
                if (y != null) d = S.SelectGreater(S.Load(y + c), S.Zero, d, S.Zero);
                var at = 2 * c;
                Place<V, S>(x + at, to + at, S.SelectGreater(S.Broadcast(0.5f), place, d, S.Zero), ofX, constant, masks, fresh);
                Place<V, S>(x + at + channels, to + at + channels, Where<V, S>(place, 1, d, S.Zero), ofX, constant, masks, fresh);
                Place<V, S>(below + at, toBelow + at, Where<V, S>(place, 2, d, S.Zero), ofX, constant, masks, fresh);
                Place<V, S>(below + at + channels, toBelow + at + channels, S.SelectGreater(place, S.Broadcast(2.5f), d, S.Zero), ofX,
                    constant, masks, fresh);
            }
        }

        // b x + c and what the window gives, where relu made x.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Place<V, S>(float* x, float* to, V given, V ofX, V constant, bool masks, bool fresh) where V : struct
            where S : struct, ISimd<V>
        {
            V value = S.Load(x), dx = S.MultiplyAdd(value, ofX, constant);
            if (masks)
            {
                dx = S.SelectGreater(value, S.Zero, dx, S.Zero);
                given = S.SelectGreater(value, S.Zero, given, S.Zero);
            }
            S.Store(to, S.Add(fresh ? dx : S.Add(S.Load(to), dx), given));
        }
    }
}
