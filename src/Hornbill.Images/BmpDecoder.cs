using System.Buffers.Binary;
using System.Numerics;

namespace Hornbill.Images;

/// <summary>Reads BMP of 1, 4, 8, 16, 24 and 32 bits, plain or with bit masks, upside down or not. Packed ones (RLE, and JPEG or PNG
/// within) are refused.</summary>
public sealed class BmpDecoder : IImageDecoder
{
    const int FileHeader = 14;

    /// <inheritdoc/>
    public string Format => "BMP";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith("BM"u8);

    /// <inheritdoc/>
    public Image Decode(byte[] file, long maxPixels)
    {
        ArgumentNullException.ThrowIfNull(file);
        var header = Header.Read(file, maxPixels);
        var stride = (((long)header.Width * header.Bits) + 31) / 32 * 4;
        if (header.Data + (stride * header.Height) > file.Length)
            throw ImageException.Damaged(file.Length, "the file ends",
                $"{header.Width} × {header.Height} pixels take {stride * header.Height:N0} bytes from byte {header.Data} on");
        var image = new Image(header.Width, header.Height, header.Alpha ? 4 : 3);
        for (var y = 0; y < header.Height; y++)
        {
            var from = file.AsSpan((int)(header.Data + (stride * (header.TopDown ? y : header.Height - 1 - y))), (int)stride);
            header.Row(from, image.Pixels.AsSpan(y * header.Width * image.Channels, header.Width * image.Channels));
        }
        return image;
    }

    sealed class Header
    {
        uint[] _masks = [];
        byte[] _palette = [];
        int _paletteStep;

        public int Width { get; private init; }

        public int Height { get; private init; }

        public bool TopDown { get; private init; }

        public int Bits { get; private init; }

        public uint Data { get; private init; }

        public bool Alpha => _masks.Length == 4 && _masks[3] != 0;

        public static Header Read(byte[] file, long maxPixels)
        {
            if (file.Length < FileHeader + 12) throw ImageException.Damaged(file.Length, "the file ends",
                "a BMP has a header of 26 bytes or more");
            var info = file.AsSpan(FileHeader);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(info);
            if (size is not (12 or (>= 40 and <= 124)) || size > info.Length)
                throw ImageException.Damaged(FileHeader, $"a header of {size} bytes begins", "12, or 40 to 124 that lie in the file");
            var old = size == 12;
            long width = old ? BinaryPrimitives.ReadUInt16LittleEndian(info[4..]) : BinaryPrimitives.ReadInt32LittleEndian(info[4..]);
            long height = old ? BinaryPrimitives.ReadUInt16LittleEndian(info[6..]) : BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
            ImageException.CheckSize(FileHeader, width, Math.Abs(height), maxPixels);
            var header = new Header
            {
                Width = (int)width, Height = (int)Math.Abs(height), TopDown = height < 0,
                Bits = BinaryPrimitives.ReadUInt16LittleEndian(info[(old ? 10 : 14)..]),
                Data = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(10)),
            };
            header.Colors(info, (int)size, old ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(info[16..]));
            return header;
        }

        // Masks lie in the header, or right behind the shortest one; the palette behind both, blue first.
        void Colors(ReadOnlySpan<byte> info, int size, uint packing)
        {
            var masked = packing is 3 or 6;
            if (packing != 0 && !(masked && Bits is 16 or 32))
                throw ImageException.Unsupported(FileHeader, $"packing {packing} with {Bits} bits is declared",
                    "plain pixels and bit masks can be read");
            if (Bits is not (1 or 4 or 8 or 16 or 24 or 32)) throw ImageException.Damaged(FileHeader, $"{Bits} bits a pixel are declared",
                "1, 4, 8, 16, 24 and 32 are all there are");
            if (Bits == 16) _masks = [0x7C00, 0x3E0, 0x1F];
            if (masked)
            {
                var count = size >= 56 || packing == 6 ? 4 : 3;
                if (info.Length < 40 + (4 * count)) throw ImageException.Damaged(FileHeader, "bit masks are declared",
                    "the file ends before them");
                _masks = new uint[count];
                for (var i = 0; i < count; i++) _masks[i] = BinaryPrimitives.ReadUInt32LittleEndian(info[(40 + (4 * i))..]);
            }
            if (Bits > 8) return;
            _paletteStep = size == 12 ? 3 : 4;
            var start = Math.Min(info.Length, size);
            _palette = info[start..Math.Min(info.Length, start + (_paletteStep << Bits))].ToArray();
        }

        public void Row(ReadOnlySpan<byte> from, Span<byte> to)
        {
            var channels = Alpha ? 4 : 3;
            for (var x = 0; x < Width; x++)
            {
                var pixel = to.Slice(x * channels, channels);
                if (Bits <= 8) Indexed((from[x * Bits / 8] >> (8 - Bits - (x * Bits % 8))) & ((1 << Bits) - 1), pixel);
                else if (_masks.Length > 0) Masked(Bits == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * x)..])
                    : BinaryPrimitives.ReadUInt32LittleEndian(from[(4 * x)..]), pixel);
                else (pixel[0], pixel[1], pixel[2]) = (from[(x * Bits / 8) + 2], from[(x * Bits / 8) + 1], from[x * Bits / 8]);
            }
        }

        void Indexed(int index, Span<byte> pixel)
        {
            var at = index * _paletteStep;
            if (at + 3 > _palette.Length) throw ImageException.Damaged(FileHeader, $"a pixel has colour {index}",
                $"the palette has {_palette.Length / _paletteStep}");
            (pixel[0], pixel[1], pixel[2]) = (_palette[at + 2], _palette[at + 1], _palette[at]);
        }

        void Masked(uint value, Span<byte> pixel)
        {
            for (var c = 0; c < pixel.Length; c++)
            {
                var shift = _masks[c] == 0 ? 0 : BitOperations.TrailingZeroCount(_masks[c]);
                var most = _masks[c] >> shift;
                pixel[c] = most == 0 ? (byte)0 : (byte)((ulong)((value & _masks[c]) >> shift) * 255 / most);
            }
        }
    }
}
