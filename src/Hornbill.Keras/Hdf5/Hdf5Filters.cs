using System.IO.Compression;
using static Hornbill.Keras.Hdf5.Hdf5Bytes;

namespace Hornbill.Keras.Hdf5;

/// <summary>How the pieces of a data set are packed: deflate, bytes set apart (shuffle), a checksum behind.</summary>
sealed class Hdf5Filters
{
    const int Deflate = 1, Shuffle = 2, Fletcher = 3;

    readonly Hdf5Bytes _bytes;
    readonly List<int> _filters = [];

    public Hdf5Filters(Hdf5Bytes bytes, Hdf5Message? m)
    {
        _bytes = bytes;
        if (m is null) return;
        if (m.Data.Length < 2 || m.Data[0] is not (1 or 2)) throw bytes.Wrong(m.At, "other filters stand there",
            "versions 1 and 2 can be read");
        var first = m.Data[0] == 1;
        for (var (i, next) = (0, first ? 8 : 2); i < m.Data[1]; i++) next = Add(m, next, first);
    }

    // Its number, the length of its name, flags, how many numbers it takes, the name, the numbers.
    int Add(Hdf5Message m, int next, bool first)
    {
        var data = m.Data;
        if (next + 8 > data.Length) throw _bytes.Wrong(m.At, "a filter ends there", "it has 8 bytes at least");
        var id = U16(data, next);
        if (id is not (Deflate or Shuffle or Fletcher))
            throw _bytes.Wrong(m.At, $"values are packed by filter {id}", "gzip, shuffle and fletcher32 can be read",
                "Save the file without, or with gzip.");
        _filters.Add(id);
        var named = first || id >= 256;
        var (name, numbers) = named ? (U16(data, next + 2), U16(data, next + 6)) : (0, U16(data, next + 4));
        next += (named ? 8 : 6) + ((name + (first ? 7 : 0)) / (first ? 8 : 1) * (first ? 8 : 1)) + (4 * numbers);
        return next + (first && numbers % 2 == 1 ? 4 : 0);
    }

    /// <summary>A piece as it was before it was packed.</summary>
    public byte[] Unpack(byte[] piece, uint skip, int size, int element, long at)
    {
        for (var i = _filters.Count - 1; i >= 0; i--)
        {
            if ((skip & (1u << i)) != 0) continue;
            piece = _filters[i] switch
            {
                Deflate => Inflate(piece, size + 8, at),
                Fletcher => piece.Length >= 4 ? piece[..^4] : throw _bytes.Wrong(at, "a piece ends there", "a checksum ends it"),
                _ => Together(piece, element),
            };
        }
        return piece.Length == size ? piece : throw _bytes.Wrong(at, $"a piece unpacks to {piece.Length} bytes", $"it has {size}");
    }

    byte[] Inflate(byte[] piece, int most, long at)
    {
        try
        {
            using var packed = new ZLibStream(new MemoryStream(piece), CompressionMode.Decompress);
            var bytes = new byte[most + 1];
            return bytes[..packed.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            throw _bytes.Wrong(at, "a piece cannot be unpacked", "it is a zlib stream");
        }
    }

    // First all first bytes, then all second ones, …
    static byte[] Together(byte[] piece, int element)
    {
        var (to, count) = (new byte[piece.Length], piece.Length / element);
        for (var i = 0; i < count; i++)
            for (var b = 0; b < element; b++) to[(i * element) + b] = piece[(b * count) + i];
        piece.AsSpan(count * element).CopyTo(to.AsSpan(count * element));
        return to;
    }
}
