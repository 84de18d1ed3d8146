using System.Buffers.Binary;

namespace Hornbill.Images;

/// <summary>The first chunk: size, depth and kind of the pixels.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits of a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Color">0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha.</param>
/// <param name="Interlaced">Whether the pixels come in seven passes.</param>
readonly record struct PngHeader(int Width, int Height, int Depth, int Color, bool Interlaced)
{
    /// <summary>Samples of a pixel.</summary>
    public int Samples => Color switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Bytes of a row of so many pixels.</summary>
    public int RowBytes(int pixels) => (int)((((long)pixels * Samples * Depth) + 7) / 8);

    public static PngHeader Read(ReadOnlySpan<byte> chunk, int at, long maxPixels)
    {
        if (chunk.Length != 13) throw ImageException.Damaged(at, $"a header of {chunk.Length} bytes begins", "it has 13");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(chunk), BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]));
        ImageException.CheckSize(at, width, height, maxPixels);
        var (depth, color) = (chunk[8], chunk[9]);
        var valid = color switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 =>
            depth is 8 or 16,
            _ => false
        };
        if (!valid) throw ImageException.Damaged(at, $"colour type {color} with {depth} bits is declared", "the format does not have it");
        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
            throw ImageException.Unsupported(at, $"packing {chunk[10]}, filters {chunk[11]} and interlacing {chunk[12]} are declared",
                "0, 0 and 0 or 1 are all there are");
        return new((int)width, (int)height, depth, color, chunk[12] == 1);
    }
}
