using System.Buffers.Binary;

namespace Hornbill.Images;

/// <summary>Turns a row of samples into pixels of 8 bits a channel.</summary>
sealed class PngColors
{
    readonly PngHeader _header;
    readonly byte[] _palette, _alpha;
    readonly int[]? _key; // the samples of the one transparent colour

    public PngColors(PngHeader header, byte[] palette, byte[] transparency, int at)
    {
        (_header, _palette, _alpha) = (header, palette, []);
        if (header.Color == 3 && palette.Length == 0) throw ImageException.Damaged(at, "the pixels begin", "a palette comes first");
        if (header.Color == 3) _alpha = transparency;
        else if (header.Color is 0 or 2 && transparency.Length >= 2 * header.Samples)
            _key = [.. Enumerable.Range(0, header.Samples).Select(i =>
                BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * i)) & ((1 << header.Depth) - 1))];
    }

    /// <summary>1 to 4.</summary>
    public int Channels => _header.Color == 3 ? (_alpha.Length > 0 ? 4 : 3) : _header.Samples + (_key is null ? 0 : 1);

    /// <summary>Writes the pixels of a pass's row.</summary>
    /// <param name="row">The row's samples.</param>
    /// <param name="pass">Where they go.</param>
    /// <param name="pixels">The image's row.</param>
    /// <param name="at">Where the data begin in the file, for messages.</param>
    public void Write(ReadOnlySpan<byte> row, PngPass pass, Span<byte> pixels, int at)
    {
        var channels = Channels;
        if (_header.Depth == 8 && _header.Color != 3 && _key is null && pass.ColumnStep == 1)
        {
            row.CopyTo(pixels);
            return;
        }
        for (var i = 0; i < pass.Width; i++)
        {
            var pixel = pixels.Slice((pass.Column + (i * pass.ColumnStep)) * channels, channels);
            if (_header.Color == 3) Colored(Sample(row, i), pixel, at);
            else Plain(row, i * _header.Samples, pixel);
        }
    }

    void Colored(int index, Span<byte> pixel, int at)
    {
        if (index * 3 >= _palette.Length) throw ImageException.Damaged(at, $"a pixel has colour {index}",
            $"the palette has {_palette.Length / 3}");
        _palette.AsSpan(index * 3, 3).CopyTo(pixel);
        if (pixel.Length == 4) pixel[3] = index < _alpha.Length ? _alpha[index] : byte.MaxValue;
    }

    void Plain(ReadOnlySpan<byte> row, int first, Span<byte> pixel)
    {
        var transparent = _key is not null;
        for (var s = 0; s < _header.Samples; s++)
        {
            var value = Sample(row, first + s);
            transparent &= _key is not null && value == _key[s];
            pixel[s] = _header.Depth == 16 ? (byte)(value >> 8) : (byte)(value * 255 / ((1 << _header.Depth) - 1));
        }
        if (_key is not null) pixel[^1] = transparent ? (byte)0 : byte.MaxValue;
    }

    int Sample(ReadOnlySpan<byte> row, int i) => _header.Depth switch
    {
        8 => row[i],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * i)..]),
        var depth => (row[i * depth / 8] >> (8 - depth - (i * depth % 8))) & ((1 << depth) - 1),
    };
}
