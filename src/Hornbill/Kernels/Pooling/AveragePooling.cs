using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The mean of a window's elements that lie inside. Each has an equal share of the gradient.</summary>
readonly unsafe struct AveragePooling : Pooling.IRule
{
    /// <summary>Row by row, so that the rounding of large windows does not add up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Value<V, S>(Pooling.Arguments* a, in Pooling.Window w, int k) where V : struct where S : struct, ISimd<V>
    {
        nint channels = a->Size.Channels;
        var (rows, columns) = (w.Rows, w.Columns);
        V sum = S.Zero;
        var first = w.Cell(rows.From, columns.From) + k;
        for (var i = rows.From; i < rows.To; i++, first += a->XRow)
        {
            V row = S.Zero;
            var cell = first;
            for (var j = columns.From; j < columns.To; j++, cell += channels) row = S.Add(row, S.Load(cell));
            sum = S.Add(sum, row);
        }
        S.Store(w.Y + k, S.Divide(sum, S.Broadcast(Count(w))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<V, S>(Pooling.Arguments* a, in Pooling.Window w, nint* cells) where V : struct where S : struct, ISimd<V>
    {
        var k = a->FromChannel;
        for (; k + S.Width <= a->ToChannel; k += S.Width) Add<V, S>(a, w, k);
        for (; k < a->ToChannel; k++) Add<float, Simd1>(a, w, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add<V, S>(Pooling.Arguments* a, in Pooling.Window w, int k) where V : struct where S : struct, ISimd<V>
    {
        nint channels = a->Size.Channels;
        var (rows, columns) = (w.Rows, w.Columns);
        var share = S.Divide(S.Load(w.Y + k), S.Broadcast(Count(w)));
        var first = w.Cell(rows.From, columns.From) + k;
        for (var i = rows.From; i < rows.To; i++, first += a->XRow)
        {
            var cell = first;
            for (var j = columns.From; j < columns.To; j++, cell += channels) S.Store(cell, S.Add(S.Load(cell), share));
        }
    }

    static float Count(in Pooling.Window w) => (float)((long)(w.Rows.To - w.Rows.From) * (w.Columns.To - w.Columns.From));
}
