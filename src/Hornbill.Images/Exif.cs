using System.Buffers.Binary;

namespace Hornbill.Images;

/// <summary>The one thing of EXIF that matters here: how the camera was held.</summary>
static class Exif
{
    const int OrientationTag = 0x0112;

    /// <summary>1 to 8, or null where a segment says nothing of it or is damaged: it is no reason to lose the image.</summary>
    public static int? Orientation(ReadOnlySpan<byte> segment) => segment.StartsWith("Exif\0\0"u8) ? OfTiff(segment[6..]) : null;

    // TIFF: the byte order, 42, where the first directory lies; there a count and entries of 12 bytes (tag, type, count, value).
    static int? OfTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return null;
        var little = tiff[0] == 'I';
        var directory = Int(tiff[4..]);
        if (directory < 8 || directory > tiff.Length - 2) return null;
        for (int i = 0, at = directory + 2; i < Short(tiff[directory..]) && at + 12 <= tiff.Length; i++, at += 12)
            if (Short(tiff[at..]) == OrientationTag) return Short(tiff[(at + 8)..]) is >= 1 and <= 8 and var value ? value : null;
        return null;

        int Short(ReadOnlySpan<byte> x) => little ? BinaryPrimitives.ReadUInt16LittleEndian(x) : BinaryPrimitives.ReadUInt16BigEndian(x);
        int Int(ReadOnlySpan<byte> x) => little ? BinaryPrimitives.ReadInt32LittleEndian(x) : BinaryPrimitives.ReadInt32BigEndian(x);
    }
}
