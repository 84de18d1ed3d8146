using System.Buffers.Binary;
using System.IO.Compression;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>Reads IDX files of unsigned bytes, the format of MNIST and Fashion-MNIST, packed by gzip or not: two zero bytes, 0x08 for the
/// type, the number of dimensions, each dimension as four bytes, highest first, then the data.</summary>
/// <example><code>var labels = Idx.Read("train-labels-idx1-ubyte.gz");</code></example>
public static class Idx
{
    const byte UnsignedByte = 0x08;
    const int MaxRank = 4;
    const int FirstChunk = 1 << 16;

    /// <summary>Reads a whole file; gzip is known by its first two bytes, not by the name.</summary>
    /// <param name="path">The file, packed or not.</param>
    /// <exception cref="InvalidDataException">The file is damaged or no IDX file of bytes. No more memory is taken than the file's
    /// size, or of a packed one 32 times that and 64 MB.</exception>
    public static IdxArray Read(string path)
    {
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "an IDX file", FileKind.Idx, FileKind.Gzip);
        return Read(file, path, file.Length);
    }

    internal static IdxArray Read(Stream file, string name, long length)
    {
        Span<byte> magic = stackalloc byte[2];
        var packed = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        file.Position = 0;
        if (!packed) return Read(new Source(file, name, length));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var content = new Source(unpacked, name, Packing.Most(length), " of its unpacked content");
        var array = Read(content);
        CheckTrailer(file, name, length, content.Position);
        return array;
    }

    // GZipStream takes a file cut within its trailer, and one with something after it, for whole.
    static void CheckTrailer(Stream file, string name, long length, long unpacked)
    {
        Span<byte> size = stackalloc byte[4];
        file.Position = length - size.Length;
        file.ReadExactly(size);
        var declared = BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (declared != (uint)unpacked)
            throw new Source(file, name, length).Error(length - size.Length, $"ends with the size {declared}",
                $"{unpacked} bytes were unpacked");
    }

    static IdxArray Read(Source source)
    {
        var shape = ReadShape(source);
        var data = ReadData(source, shape.Elements);
        if (source.Fill(new byte[1]) > 0)
            throw source.Error(source.Position - 1, $"has more data than its shape {shape} needs", $"{data.Length} bytes are all");
        return new(shape, data);
    }

    static Shape ReadShape(Source source)
    {
        Span<byte> head = stackalloc byte[4];
        source.FillHeader(head);
        if (head is not [0, 0, _, _])
            throw source.Error(head[0] == 0 ? 1 : 0, $"starts with 0x{head[0]:X2}{head[1]:X2}", "IDX starts with two zero bytes");
        if (head[2] != UnsignedByte)
            throw source.Error(2, $"has type 0x{head[2]:X2}", $"only unsigned bytes, type 0x{UnsignedByte:X2}, can be read");
        if (head[3] is 0 or > MaxRank)
            throw source.Error(3, $"has {head[3]} dimensions", $"1 to {MaxRank} can be read");
        var dims = new int[head[3]];
        var elements = 1L;
        for (var i = 0; i < dims.Length; i++)
        {
            var at = source.Position;
            source.FillHeader(head);
            var dim = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (dim == 0) throw source.Error(at, $"has 0 as dimension {i}", "every dimension is at least 1");
            if ((elements *= dim) > Array.MaxLength || elements > source.Limit)
                throw source.Error(at, $"declares {elements} bytes of data up to dimension {i}",
                    $"the file can hold {source.Limit} at most");
            dims[i] = (int)dim;
        }
        return Shape.Create(dims);
    }

    // Grows with what has come, so that a header that lies costs no more than the file can pay for.
    static byte[] ReadData(Source source, int length)
    {
        var data = new byte[Math.Min(length, FirstChunk)];
        for (var filled = 0; ;)
        {
            filled += source.Fill(data.AsSpan(filled));
            if (filled == length) return data;
            if (filled < data.Length)
                throw source.Error(source.Position, $"ends after {filled} bytes of data", $"its header declares {length}");
            Array.Resize(ref data, (int)Math.Min(length, 2L * data.Length));
        }
    }

    /// <summary>The file's content, how far it is read, and the most bytes it can hold.</summary>
    sealed class Source(Stream content, string name, long limit, string of = "")
    {
        public long Position { get; private set; }

        public long Limit => limit;

        public int Fill(Span<byte> bytes)
        {
            var filled = 0;
            try
            {
                while (filled < bytes.Length && content.Read(bytes[filled..]) is > 0 and var read)
                {
                    filled += read;
                    Position += read;
                }
                return filled;
            }
            catch (InvalidDataException e)
            {
                throw Error(Position, "is damaged", "its gzip packing must unpack without error", e);
            }
        }

        public void FillHeader(Span<byte> bytes)
        {
            if (Fill(bytes) < bytes.Length)
                throw Error(Position, Position == 0 ? "is empty" : "ends within its header", "an IDX header has 8 bytes or more");
        }

        public InvalidDataException Error(long position, string came, string expected, Exception? inner = null) =>
            new($"IDX file '{name}' {came} at byte {position}{of}, but {expected}. Delete the file and fetch it again.", inner);
    }
}
