using System.Buffers.Binary;
using Hornbill.Serialization;

namespace Hornbill.Keras.Hdf5;

/// <summary>The bytes of an HDF5 file, alone or within a zip file: nothing outside of it is read, and no place says more than there
/// is.</summary>
/// <param name="file">The stream.</param>
/// <param name="path">Its name, for errors.</param>
/// <param name="start">Where the HDF5 file begins in it.</param>
/// <param name="length">Bytes that it has.</param>
sealed class Hdf5Bytes(Stream file, string path, long start, long length)
{
    public const ulong Undefined = ulong.MaxValue;

    // Places that are looked at, and bytes of them: a file that points to itself ends here.
    int _places = 1_000_000;
    long _left = Packing.Most(length);

    public long Length => length;

    public byte[] At(long at, long count, string what)
    {
        if (at < 0 || count < 0 || at > length || count > length - at || count > Array.MaxLength)
            throw Wrong(Math.Clamp(at, 0, length), $"{what} takes {count} bytes there", $"the file has {length}");
        if (_places-- == 0 || (_left -= count) < 0)
            throw Wrong(at, $"{what} is read there", "the file was read so often before that it points to itself");
        var bytes = new byte[count];
        file.Position = start + at;
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Bytes that begin with a word of four letters.</summary>
    public byte[] Marked(long at, long count, string word, string what)
    {
        var bytes = At(at, count, what);
        return System.Text.Encoding.Latin1.GetString(bytes, 0, 4) == word ? bytes
            : throw Wrong(at, $"no '{word}' begins there", $"{what} does");
    }

    public InvalidDataException Wrong(long at, string came, string expected, string? fix = null) =>
        Damaged.File(path, at, came, expected, start > 0 ? " of its weights" : "", fix);

    public static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    public static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    /// <summary>An address or a length; what does not fit is beyond every file.</summary>
    public static long I64(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) is var n && n <= long.MaxValue ? (long)n : long.MaxValue;

    public static bool IsUndefined(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) == Undefined;
}
