using System.Buffers.Binary;
using Hornbill.Serialization;

namespace Hornbill.Images;

/// <summary>The chunks of a PNG file: a length, a name, the content, and a sum of name and content.</summary>
sealed class PngFile
{
    const int Frame = 12, DeflateRatio = 1032; // no deflate stream unpacks to more than this times its length

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    readonly byte[] _file;
    readonly List<ReadOnlyMemory<byte>> _data = [];
    byte[] _palette = [];
    byte[] _transparency = [];

    PngFile(byte[] file) => _file = file;

    public PngHeader Header { get; private set; }

    public PngColors Colors { get; private set; } = null!;

    /// <summary>The packed pixels, in pieces.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Data => _data;

    /// <summary>Where the first of them lie.</summary>
    public int DataAt { get; private set; }

    public static PngFile Read(byte[] file, long maxPixels)
    {
        var png = new PngFile(file);
        var at = Signature.Length;
        while (png.Chunk(ref at, maxPixels))
        {
        }
        if (png._data.Count == 0) throw ImageException.Damaged(at, "the image ends without pixels", "they come in chunks IDAT");
        png.CheckLength();
        png.Colors = new(png.Header, png._palette, png._transparency, png.DataAt);
        return png;
    }

    bool Chunk(ref int at, long maxPixels)
    {
        var rest = _file.Length - at;
        if (rest < Frame) throw ImageException.Damaged(_file.Length, "the file ends", "the chunk IEND is expected");
        var length = BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
        if (length > rest - Frame) throw ImageException.Damaged(_file.Length, "the file ends",
            $"a chunk of {length:N0} bytes begins at byte {at}");
        var named = _file.AsSpan(at + 4, (int)length + 4);
        if (Crc32.Append(0, named) != BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at + 8 + (int)length)))
            throw ImageException.Damaged(at, "a chunk is damaged", "its sum (CRC-32) must be right");
        var start = at;
        at += Frame + (int)length;
        return Take(named[..4], start, (int)length, maxPixels);
    }

    bool Take(ReadOnlySpan<byte> name, int at, int length, long maxPixels)
    {
        var content = _file.AsMemory(at + 8, length);
        if (name.SequenceEqual("IHDR"u8) != (at == Signature.Length)) throw ImageException.Damaged(at,
            "the header is missing or comes twice", "IHDR is the first chunk");
        if (name.SequenceEqual("IHDR"u8)) Header = PngHeader.Read(content.Span, at, maxPixels);
        else if (name.SequenceEqual("PLTE"u8)) _palette = length % 3 == 0 && length <= 768 ? content.ToArray()
            : throw ImageException.Damaged(at, $"a palette of {length} bytes begins", "up to 256 colours have three each");
        else if (name.SequenceEqual("tRNS"u8)) _transparency = content.ToArray();
        else if (name.SequenceEqual("IDAT"u8))
        {
            if (_data.Count == 0) DataAt = at;
            _data.Add(content);
        }
        else if (name.SequenceEqual("IEND"u8)) return false;
        else if ((name[0] & 0x20) == 0)
            throw ImageException.Unsupported(at, $"the chunk {Plain.Text(System.Text.Encoding.Latin1.GetString(name))} begins",
                "a chunk that is needed and not known cannot be read");
        return true;
    }

    // More pixels than can be packed in the data are a lie, found before anything is taken for them.
    void CheckLength()
    {
        var bytes = PngPass.Of(Header).Sum(p => (Header.RowBytes(p.Width) + 1L) * p.Height);
        var packed = _data.Sum(d => (long)d.Length);
        if (bytes > packed * DeflateRatio)
            throw ImageException.Damaged(DataAt, $"{packed:N0} bytes of packed pixels begin",
                $"{Header.Width} × {Header.Height} pixels need more");
    }
}
