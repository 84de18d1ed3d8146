using Hornbill.Tensors;
using static Hornbill.Keras.Hdf5.Hdf5Bytes;

namespace Hornbill.Keras.Hdf5;

/// <summary>A data set that lies in pieces of one size, found by a B-tree.</summary>
sealed class Hdf5Chunks(Hdf5Bytes bytes, Hdf5Filters filters, Shape shape, int element, byte[] layout, long at)
{
    const int MostLevels = 16;

    readonly int[] _piece = new int[shape.Rank];
    long _left = 1; // pieces that there may be

    public byte[] Read()
    {
        // One number more than dimensions: bytes of an element.
        if (layout[2] != shape.Rank + 1) throw bytes.Wrong(at, $"pieces have {layout[2] - 1} dimensions", $"the data set has {shape.Rank}");
        var size = (long)element;
        for (var d = 0; d < shape.Rank; d++)
        {
            var length = U32(layout, 11 + (4 * d));
            if (length is 0 or > int.MaxValue || (size *= length) > Array.MaxLength / 2 || length > 2L * Math.Max(shape[d], 1024))
                throw bytes.Wrong(at, $"pieces are {length} long along dimension {d}", $"the data set has {shape[d]}");
            _piece[d] = (int)length;
            _left *= (shape[d] + length - 1) / length;
        }
        if (size > Serialization.Packing.Most(bytes.Length)) throw bytes.Wrong(at, $"pieces have {size:N0} bytes",
            "they fit into the file");
        var to = new byte[(long)shape.Elements * element];
        if (!IsUndefined(layout, 3)) Pieces(I64(layout, 3), to, (int)size, MostLevels);
        return to;
    }

    void Pieces(long place, byte[] to, int size, int levels)
    {
        var head = bytes.Marked(place, 24, "TREE", "a data set's tree");
        var (level, count, key) = (head[5], U16(head, 6), 8 + (8 * (shape.Rank + 1)));
        if (head[4] != 1 || level >= levels) throw bytes.Wrong(place, $"a tree of kind {head[4]} and level {level} begins there",
            $"a data set's has kind 1, and fewer levels than what is above it ({levels})");
        var children = bytes.At(place + 24, count * (key + 8L), "a data set's tree");
        for (var i = 0; i < count; i++)
        {
            var from = children.AsSpan(i * (key + 8), key + 8);
            if (level > 0) Pieces(I64(from, key), to, size, level);
            else Copy(filters.Unpack(bytes.At(I64(from, key), U32(from, 0), "a piece"), U32(from, 4), size, element, place), from, to);
        }
    }

    // Row by row of the last dimension, as far as it lies within.
    void Copy(byte[] piece, ReadOnlySpan<byte> key, byte[] to)
    {
        if (_left-- <= 0) throw bytes.Wrong(at, "another piece is there", "all that fit into the data set were");
        var first = new long[shape.Rank];
        for (var d = 0; d < first.Length; d++)
        {
            first[d] = I64(key, 8 + (8 * d));
            if (first[d] >= shape[d]) return;
        }
        if (shape.Rank == 0) piece.AsSpan(0, to.Length).CopyTo(to);
        else Rows(piece, first, to);
    }

    void Rows(byte[] piece, long[] first, byte[] to)
    {
        var (last, index) = (shape.Rank - 1, new int[shape.Rank]);
        var length = (int)Math.Min(_piece[last], shape[last] - first[last]) * element;
        for (var from = 0L; from < piece.Length; from += (long)_piece[last] * element)
        {
            var (target, inside) = (0L, true);
            for (var d = 0; d <= last; d++)
            {
                inside &= first[d] + index[d] < shape[d];
                target = (target * shape[d]) + first[d] + index[d];
            }
            if (inside) piece.AsSpan((int)from, length).CopyTo(to.AsSpan((int)(target * element)));
            for (var d = last - 1; d >= 0 && ++index[d] == _piece[d]; d--) index[d] = 0;
        }
    }
}
