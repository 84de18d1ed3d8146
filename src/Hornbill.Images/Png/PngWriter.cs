using System.Buffers.Binary;
using System.IO.Compression;
using Hornbill.Serialization;

namespace Hornbill.Images;

/// <summary>Writes PNG, 8 bits a channel. Each row takes the filter whose bytes are smallest in sum, as the specification
/// advises.</summary>
/// <example><code>PngWriter.Write("grid.png", image);</code></example>
public static class PngWriter
{
    /// <summary>Writes a file aside and renames it.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, Image image)
    {
        ArgumentNullException.ThrowIfNull(path);
        var bytes = ToBytes(image);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The same in memory.</summary>
    /// <param name="image">The image.</param>
    public static byte[] ToBytes(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var file = new MemoryStream();
        file.Write(PngFile.Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        (header[8], header[9]) = (8, image.Channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 });
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Packed(image));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    static byte[] Packed(Image image)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var stride = image.Width * image.Channels;
            var above = new byte[stride];
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Pixels.AsSpan(y * stride, stride);
                zlib.Write(Filtered(row, above, image.Channels));
                row.CopyTo(above);
            }
        }
        return packed.ToArray();
    }

    static byte[] Filtered(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step)
    {
        byte[]? best = null;
        var least = int.MaxValue;
        for (byte filter = 0; filter < 3; filter++)
        {
            var bytes = new byte[row.Length + 1];
            bytes[0] = filter;
            for (var i = 0; i < row.Length; i++)
                bytes[i + 1] = (byte)(row[i] - (filter == 0 ? 0 : filter == 2 ? above[i] : i < step ? 0 : row[i - step]));
            var sum = 0;
            foreach (var b in bytes) sum += Math.Abs((sbyte)b == sbyte.MinValue ? 128 : (sbyte)b);
            if (sum < least) (best, least) = (bytes, sum);
        }
        return best!;
    }

    static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] named = [.. name, .. content];
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(0, named));
        file.Write(number);
    }
}
