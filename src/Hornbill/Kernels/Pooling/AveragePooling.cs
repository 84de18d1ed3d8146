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
        var sum = S.Zero;
        for (var i = w.Rows.From; i < w.Rows.To; i++)
        {
            var row = S.Zero;
            for (var j = w.Columns.From; j < w.Columns.To; j++) row = S.Add(row, S.Load(w.Cell(i, j) + k));
            sum = S.Add(sum, row);
        }
        S.Store(w.Y + k, S.Divide(sum, S.Broadcast(Count(w))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<V, S>(Pooling.Arguments* a, in Pooling.Window w) where V : struct where S : struct, ISimd<V>
    {
        var count = Count(w);
        for (var i = w.Rows.From; i < w.Rows.To; i++)
            for (var j = w.Columns.From; j < w.Columns.To; j++)
            {
                var x = w.Cell(i, j);
                var k = a->FromChannel;
                for (; k + S.Width <= a->ToChannel; k += S.Width)
                    S.Store(x + k, S.Add(S.Load(x + k), S.Divide(S.Load(w.Y + k), S.Broadcast(count))));
                for (; k < a->ToChannel; k++) x[k] += w.Y[k] / count;
            }
    }

    static float Count(in Pooling.Window w) => (float)((long)(w.Rows.To - w.Rows.From) * (w.Columns.To - w.Columns.From));
}
