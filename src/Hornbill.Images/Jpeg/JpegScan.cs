namespace Hornbill.Images;

/// <summary>A component in a scan, with its tables.</summary>
sealed record JpegPart(JpegComponent Component, JpegHuffman? Dc, JpegHuffman? Ac);

/// <summary>One pass over the image: all of its blocks' coefficients, or in a progressive image some coefficients or one more bit of
/// them.</summary>
sealed class JpegScan
{
    /// <summary>From zigzag to natural order.</summary>
    public static ReadOnlySpan<byte> Natural =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    public required JpegPart[] Parts { get; init; }

    // First and last coefficient in zigzag order, and the bits before and after this scan.
    int _first, _last, _high, _low;

    public static JpegScan Read(ReadOnlySpan<byte> content, int at, JpegFrame frame, JpegHuffman?[] dc, JpegHuffman?[] ac)
    {
        if (content.Length < 1 || content[0] is < 1 or > 4 || content.Length != 4 + (2 * content[0]))
            throw ImageException.Damaged(at, $"a scan's header has {content.Length} bytes", "1 to 4 components of two bytes and four more");
        var parts = new JpegPart[content[0]];
        for (var i = 0; i < parts.Length; i++)
        {
            var (id, tables) = (content[1 + (2 * i)], content[2 + (2 * i)]);
            var component = frame.Components.FirstOrDefault(c => c.Id == id);
            if (component is null || parts.Any(p => p?.Component == component) || (tables & 0x0F) > 3 || tables >> 4 > 3)
                throw ImageException.Damaged(at, $"a scan has component {id} with tables {tables:X2}",
                    "each is one of the frame's, once, with tables 0 to 3");
            parts[i] = new(component, dc[tables >> 4], ac[tables & 3]);
        }
        var rest = content[^3..];
        var scan = new JpegScan { Parts = parts, _first = rest[0], _last = rest[1], _high = rest[2] >> 4, _low = rest[2] & 15 };
        scan.Check(frame, at);
        return scan;
    }

    void Check(JpegFrame frame, int at)
    {
        if (!frame.Progressive) (_first, _last, _high, _low) = (0, 63, 0, 0); // as libjpeg, whatever is said
        var dc = _first == 0;
        if (_first > _last || _last > 63 || _low > 13 || (_high > 0 && _high != _low + 1) || (frame.Progressive && dc && _last > 0)
            || (!dc && Parts.Length > 1))
            throw ImageException.Damaged(at, $"a scan of coefficients {_first} to {_last} and bits {_high} to {_low} begins",
                "0 alone, or 1 to 63 of one component");
        foreach (var p in Parts)
            if ((dc && _high == 0 && p.Dc is null) || (_last > 0 && p.Ac is null))
                throw ImageException.Damaged(at, "a scan names a Huffman table", "it was not defined");
    }

    /// <summary>Reads the scan's blocks, a marker between them where they restart.</summary>
    public void Decode(JpegFrame frame, ref JpegBits bits, int restartInterval)
    {
        var one = Parts.Length == 1 ? Parts[0].Component : null;
        // A component alone comes block by block, without those that only fill up a unit.
        var (columns, rows) = one is null ? (frame.UnitColumns, frame.UnitRows) : (one.Columns, one.Rows);
        var coder = new JpegBlocks(_first, _last, _high, _low);
        Restart();
        for (int y = 0, unit = 0; y < rows; y++)
            for (var x = 0; x < columns; x++, unit++)
            {
                if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0)
                {
                    bits.Restart();
                    Restart();
                }
                if (one is not null) coder.Block(frame, Parts[0], ref bits, x, y);
                else Unit(frame, coder, ref bits, x, y);
                if (bits.Overrun) throw ImageException.Damaged(bits.At, $"the image data end in block {x} of row {y}",
                    $"there are {columns} × {rows}");
            }

        void Restart()
        {
            coder.Skip = 0;
            foreach (var p in Parts) p.Component.Predictor = 0;
        }
    }

    void Unit(JpegFrame frame, JpegBlocks coder, ref JpegBits bits, int x, int y)
    {
        foreach (var part in Parts)
        {
            var c = part.Component;
            for (var v = 0; v < c.Vertical; v++)
                for (var h = 0; h < c.Horizontal; h++) coder.Block(frame, part, ref bits, (x * c.Horizontal) + h, (y * c.Vertical) + v);
        }
    }
}
