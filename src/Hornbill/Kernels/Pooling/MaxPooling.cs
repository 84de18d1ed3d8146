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
        nint channels = a->Size.Channels, wide = a->Size.Pool.Width;
        var (rows, columns) = (w.Rows, w.Columns);
        var row = w.Cell(rows.From, columns.From) + k;
        V best = S.Load(row), index = S.Broadcast((rows.From * wide) + columns.From);
        var keeps = a->Argmax != null || a->Places != null;
        for (var i = rows.From; i < rows.To; i++, row += a->XRow)
        {
            var cell = row;
            for (var j = columns.From; j < columns.To; j++, cell += channels)
            {
                var x = S.Load(cell);
                if (keeps) index = S.SelectGreater(x, best, S.Broadcast((i * wide) + j), index);
                best = S.SelectGreater(x, best, x, best);
            }
        }
        S.Store(w.Y + k, best);
        if (a->Argmax != null) S.StoreBytes(a->Argmax + w.Place + k, index);
        else if (a->Places != null) S.Store(a->Places + w.Place + k, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<V, S>(Pooling.Arguments* a, in Pooling.Window w, nint* cells) where V : struct where S : struct, ISimd<V>
    {
        float* to = w.Cell(0, 0), dy = w.Y;
        if (a->Argmax != null)
        {
            var won = a->Argmax + w.Place;
            for (nint k = a->FromChannel; k < a->ToChannel; k++) to[cells[won[k]] + k] += dy[k];
            return;
        }
        for (nint k = a->FromChannel; k < a->ToChannel; k++)
        {
            var (i, j) = Math.DivRem((int)a->Places[w.Place + k], a->Size.Pool.Width);
            to[((nint)i * a->XRow) + ((nint)j * a->Size.Channels) + k] += dy[k];
        }
    }
}
