namespace Hornbill.Images;

/// <summary>Reads the portable formats: bitmaps (P1, P4), grey (P2, P5) and colour (P3, P6) as text or bytes, of 8 or 16 bits. Values are
/// scaled so that the greatest possible one becomes 255.</summary>
public sealed class PnmDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Format => "PGM and PPM";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> start) =>
        start is [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)'#' or (byte)' ' or (>= 9 and <= 13), ..];

    /// <inheritdoc/>
    public Image Decode(byte[] file, long maxPixels)
    {
        ArgumentNullException.ThrowIfNull(file);
        var scanner = new Scanner(file) { At = 2 };
        var kind = file[1] - '0';
        var (width, height) = (scanner.Number("the width", 1, int.MaxValue), scanner.Number("the height", 1, int.MaxValue));
        ImageException.CheckSize(2, width, height, maxPixels);
        var most = kind is 1 or 4 ? 1 : scanner.Number("the greatest value", 1, ushort.MaxValue);
        var channels = kind is 3 or 6 ? 3 : 1;
        // Each value takes a byte at least, but eight bits of a packed bitmap one.
        if ((long)width * height * channels > file.Length * (kind == 4 ? 8L : 1))
            throw ImageException.Damaged(2, $"the size {width} × {height} is declared", $"the file has only {file.Length:N0} bytes");
        var image = new Image(width, height, channels);
        if (kind <= 3) scanner.Text(image.Pixels, most, bits: kind == 1);
        else if (kind == 4) scanner.Bits(image);
        else scanner.Bytes(image.Pixels, most);
        return image;
    }

    ref struct Scanner(ReadOnlySpan<byte> file)
    {
        readonly ReadOnlySpan<byte> _file = file;

        public int At { get; set; }

        public int Number(string what, int least, int most)
        {
            var space = At;
            SkipSpace();
            var (start, value) = (At, 0L);
            for (; At < _file.Length && char.IsAsciiDigit((char)_file[At]) && value <= most; At++) value = (value * 10) + _file[At] - '0';
            if (start > space && At > start && value >= least && value <= most) return (int)value;
            throw ImageException.Damaged(start, $"{what} is missing or out of range", $"a number from {least} to {most} belongs there");
        }

        public void Text(Span<byte> pixels, int most, bool bits)
        {
            for (var i = 0; i < pixels.Length; i++) pixels[i] = bits ? Bit() : Scaled(Number($"value {i}", 0, most), most);
        }

        // Bits as text need no space between them; 1 is black.
        byte Bit()
        {
            SkipSpace();
            if (At >= _file.Length || _file[At] is not ((byte)'0' or (byte)'1')) throw ImageException.Damaged(At, "a bit is missing",
                "each pixel is 0 or 1");
            return _file[At++] == '0' ? byte.MaxValue : (byte)0;
        }

        public void Bits(Image image)
        {
            var stride = (image.Width + 7) / 8;
            var bytes = Rest((long)stride * image.Height);
            for (var i = 0; i < image.Pixels.Length; i++)
            {
                var (y, x) = (i / image.Width, i % image.Width);
                image.Pixels[i] = ((bytes[(y * stride) + (x / 8)] >> (7 - (x % 8))) & 1) == 0 ? byte.MaxValue : (byte)0;
            }
        }

        public void Bytes(Span<byte> pixels, int most)
        {
            var wide = most > byte.MaxValue;
            var bytes = Rest((long)pixels.Length * (wide ? 2 : 1));
            for (var i = 0; i < pixels.Length; i++)
            {
                var value = wide ? (bytes[2 * i] << 8) | bytes[(2 * i) + 1] : bytes[i];
                if (value > most) throw ImageException.Damaged(At + (wide ? 2 * i : i), $"a value of {value} stands",
                    $"the header says that {most} is the greatest");
                pixels[i] = Scaled(value, most);
            }
        }

        // One white space parts the header from the bytes.
        ReadOnlySpan<byte> Rest(long length)
        {
            if (At >= _file.Length || !IsSpace(_file[At])) throw ImageException.Damaged(At, "the header has no end",
                "one white space parts it from the pixels");
            At++;
            if (_file.Length - At < length) throw ImageException.Damaged(_file.Length, "the file ends",
                $"{length:N0} bytes of pixels begin at byte {At}");
            return _file.Slice(At, (int)length);
        }

        static byte Scaled(int value, int most) => most == byte.MaxValue ? (byte)value : (byte)(((value * 255) + (most / 2)) / most);

        void SkipSpace()
        {
            for (; At < _file.Length && (IsSpace(_file[At]) || _file[At] == '#'); At++)
                if (_file[At] == '#')
                    while (At + 1 < _file.Length && _file[At + 1] is not ((byte)'\n' or (byte)'\r')) At++;
        }

        static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);
    }
}
