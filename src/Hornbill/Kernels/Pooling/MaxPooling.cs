using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>The greatest of a window; of equal ones the first. The gradient goes to the element that won.</summary>
readonly unsafe struct MaxPooling : Pooling.IRule
{
    /// <summary>Elements of a window whose place fits a byte.</summary>
    public const int Bytes = 255;

    /// <summary>Elements of a window whose place fits a float.</summary>
    public const int Most = 1 << 24;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Value<V, S>(Pooling.Arguments* a, in Pooling.Window w, int k) where V : struct where S : struct, ISimd<V>
    {
        V best = S.Zero, index = S.Zero;
        var fresh = true;
        for (var i = w.Rows.From; i < w.Rows.To; i++)
            for (var j = w.Columns.From; j < w.Columns.To; j++)
            {
                var x = S.Load(w.Cell(i, j) + k);
                var e = S.Broadcast((i * a->Size.Pool.Width) + j);
                (best, index) = fresh ? (x, e) : (S.SelectGreater(x, best, x, best), S.SelectGreater(x, best, e, index));
                fresh = false;
            }
        S.Store(w.Y + k, best);
        if (a->Argmax != null) S.StoreBytes(a->Argmax + w.Place + k, index);
        else if (a->Places != null) S.Store(a->Places + w.Place + k, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<V, S>(Pooling.Arguments* a, in Pooling.Window w) where V : struct where S : struct, ISimd<V>
    {
        for (var k = a->FromChannel; k < a->ToChannel; k++)
        {
            var place = a->Argmax != null ? a->Argmax[w.Place + k] : (int)a->Places[w.Place + k];
            w.Cell(place / a->Size.Pool.Width, place % a->Size.Pool.Width)[k] += w.Y[k];
        }
    }
}
