using System.Buffers.Binary;

namespace Hornbill.Images;

/// <summary>The segments of a JPEG file (ITU-T T.81, annex B): tables, frame and scans, in the order in which they come.</summary>
sealed class JpegFile(byte[] file, long maxPixels)
{
    // No encoder writes more: each scan goes over the whole image, so a small file of many scans would take long.
    const int MostScans = 200;

    readonly JpegHuffman?[] _dc = new JpegHuffman?[4], _ac = new JpegHuffman?[4];
    readonly ushort[]?[] _quantization = new ushort[]?[4];
    int _position, _restartInterval, _scans;

    public JpegFrame? Frame { get; private set; }

    /// <summary>The colour transform that Adobe's segment names, null without one.</summary>
    public int? Adobe { get; private set; }

    public bool Jfif { get; private set; }

    /// <summary>EXIF's, 1 to 8.</summary>
    public int Orientation { get; private set; } = 1;

    /// <summary>Reads all segments up to the end of the image.</summary>
    public void Read()
    {
        if (file.Length < 4) throw Ended("the two bytes that begin a JPEG");
        _position = 2;
        while (true)
        {
            var (marker, at) = NextMarker();
            if (marker == 0xD9) break;
            if (marker is (>= 0xD0 and <= 0xD8) or 0x01) continue; // without a length
            Segment(marker, at, Content(at));
        }
        if (Frame is null) throw ImageException.Damaged(_position, "the image ends without a frame", "one describes its size");
        if (_scans == 0) throw ImageException.Damaged(_position, "the image ends without image data",
            "a frame is followed by at least one scan");
        Frame.Finish();
    }

    void Segment(int marker, int at, ReadOnlySpan<byte> content)
    {
        switch (marker)
        {
            case 0xC4: HuffmanTables(content, at); break;
            case 0xDB: QuantizationTables(content, at); break;
            case 0xDD:
                _restartInterval = content.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(content) : throw Length(at, content);
                break;
            case 0xC0 or 0xC1 or 0xC2: Begin(content, at, progressive: marker == 0xC2); break;
            case >= 0xC3 and <= 0xCF and not 0xC8 and not 0xCC:
                throw ImageException.Unsupported(at, $"a frame of {Kind(marker)} begins",
                "Huffman-coded baseline and progressive JPEG can be read");
            case 0xDA: Scan(content, at); break;
            case 0xE0: Jfif |= content.StartsWith("JFIF\0"u8); break;
            case 0xE1: Orientation = Exif.Orientation(content) ?? Orientation; break;
            case 0xEE when content.Length >= 12 && content.StartsWith("Adobe"u8): Adobe = content[11]; break;
            case 0xDC: throw ImageException.Unsupported(at, "the number of rows comes behind the first scan", "it is needed in front");
        }
    }

    static string Kind(int marker) => marker switch
    {
        0xC3 or 0xC7 => "lossless JPEG",
        0xC5 or 0xC6 => "hierarchical JPEG",
        _ => "arithmetic-coded JPEG",
    };

    // Filling bytes may come in front of a marker; other bytes there are skipped, as libjpeg does.
    (int Marker, int At) NextMarker()
    {
        while (true)
        {
            var next = file.AsSpan(Math.Min(_position, file.Length)).IndexOf((byte)0xFF);
            if (next < 0 || _position + next + 1 >= file.Length) throw Ended("the marker at the end of the image");
            _position += next + 1;
            if (file[_position] is not (0 or 0xFF)) return (file[_position++], _position - 2);
        }
    }

    ReadOnlySpan<byte> Content(int at)
    {
        if (_position + 2 > file.Length) throw Ended("a segment's length");
        var length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(_position));
        if (length < 2) throw ImageException.Damaged(at, $"a segment has the length {length}", "it counts its own two bytes");
        if (_position + length > file.Length) throw Ended($"a segment of {length} bytes that begins at byte {at}");
        var content = file.AsSpan(_position + 2, length - 2);
        _position += length;
        return content;
    }

    void HuffmanTables(ReadOnlySpan<byte> content, int at)
    {
        while (content.Length > 0)
        {
            if (content.Length < 17 || (content[0] & 0x0F) > 3 || content[0] >> 4 > 1) throw Length(at, content);
            var table = JpegHuffman.Read(content[1..], at, out var used);
            (content[0] >> 4 == 0 ? _dc : _ac)[content[0] & 3] = table;
            content = content[(1 + used)..];
        }
    }

    void QuantizationTables(ReadOnlySpan<byte> content, int at)
    {
        while (content.Length > 0)
        {
            var wide = content[0] >> 4;
            var bytes = 64 * (wide + 1);
            if (wide > 1 || (content[0] & 0x0F) > 3 || content.Length < 1 + bytes) throw Length(at, content);
            var table = new ushort[64];
            for (var i = 0; i < 64; i++) table[i] = wide == 0 ? content[1 + i]
                : BinaryPrimitives.ReadUInt16BigEndian(content[(1 + (2 * i))..]);
            _quantization[content[0] & 3] = table;
            content = content[(1 + bytes)..];
        }
    }

    void Begin(ReadOnlySpan<byte> content, int at, bool progressive)
    {
        if (Frame is not null) throw ImageException.Damaged(at, "a second frame begins", "one file holds one image");
        Frame = JpegFrame.Read(content, at, progressive, maxPixels, file.Length);
    }

    void Scan(ReadOnlySpan<byte> content, int at)
    {
        var frame = Frame ?? throw ImageException.Damaged(at, "a scan begins", "a frame comes first");
        if (++_scans > MostScans) throw ImageException.Damaged(at, $"scan {_scans} begins", $"{MostScans} are the limit");
        var scan = JpegScan.Read(content, at, frame, _dc, _ac);
        JpegFrame.Take(scan, _quantization, at);
        var bits = new JpegBits(file, _position);
        scan.Decode(frame, ref bits, _restartInterval);
        _position = bits.Position;
    }

    static ImageException Length(int at, ReadOnlySpan<byte> content) =>
        ImageException.Damaged(at, $"a table has {content.Length} bytes that do not fit it", "its kind fixes its length");

    ImageException Ended(string expected) => ImageException.Damaged(file.Length, "the file ends", $"{expected} is expected");
}
