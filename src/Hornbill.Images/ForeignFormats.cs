using System.Text;

namespace Hornbill.Images;

/// <summary>Formats that are known and not read: they are refused by name.</summary>
static class ForeignFormats
{
    public static ImageException Refuse(byte[] start, IReadOnlyList<IImageDecoder> decoders)
    {
        var known = string.Join(", ", decoders.Select(d => d.Format));
        return Name(start) is { } name
            ? new ImageException($"the file is {name} as it begins", $"{known} are expected", Fix(name), 0)
            : new ImageException($"the file begins with {Begin(start)}, of no known format,", $"{known} are expected",
                "Convert it to PNG, or delete it.", 0);
    }

    static string? Name(byte[] start)
    {
        bool At(int offset, ReadOnlySpan<byte> magic) => start.AsSpan(Math.Min(offset, start.Length)).StartsWith(magic);
        if (At(0, "RIFF"u8) && At(8, "WEBP"u8)) return "WebP";
        if (At(0, "GIF87a"u8) || At(0, "GIF89a"u8)) return "GIF";
        if (At(0, "II*\0"u8) || At(0, "MM\0*"u8) || At(0, "II+\0"u8) || At(0, "MM\0+"u8)) return "TIFF";
        if (At(4, "ftyp"u8)) return Brand(Encoding.Latin1.GetString(start.AsSpan(8, Math.Min(start.Length - 8, 4))));
        if (At(0, [0xFF, 0x0A]) || At(0, [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' '])) return "JPEG XL";
        if (At(0, [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ']) || At(0, [0xFF, 0x4F, 0xFF, 0x51])) return "JPEG 2000";
        if (At(0, "8BPS"u8)) return "Photoshop";
        if (At(0, [0, 0, 1, 0])) return "ICO";
        if (At(0, "%PDF"u8)) return "PDF";
        if (At(0, "<svg"u8) || At(0, "<?xml"u8)) return "SVG";
        return null;
    }

    static string Brand(string brand) => brand switch
    {
        "avif" or "avis" => "AVIF",
        "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "mif1" or "msf1" => "HEIC",
        _ => "a film or an HEIF image",
    };

    static string Fix(string name) => name switch
    {
        "GIF" => "Convert it to PNG, one file for each frame that counts: magick photo.gif photo.png.",
        "HEIC" => "Convert it to JPEG: heif-convert photo.heic photo.jpg, or let the telephone save \"most compatible\".",
        "AVIF" => "Convert it to PNG: avifdec photo.avif photo.png.",
        "WebP" => "Convert it to PNG: dwebp photo.webp -o photo.png.",
        _ => "Convert it to PNG or JPEG, for instance by magick photo photo.png.",
    };

    static string Begin(byte[] start) => Convert.ToHexString(start.AsSpan(0, Math.Min(4, start.Length)));
}
