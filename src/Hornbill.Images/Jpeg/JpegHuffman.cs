namespace Hornbill.Images;

/// <summary>A table of Huffman codes of 1 to 16 bits.</summary>
sealed class JpegHuffman
{
    public const int FastBits = 9;

    /// <summary>By the next nine bits: length × 256 + symbol of the code that they begin with, 0 where it is longer.</summary>
    public readonly ushort[] Fast = new ushort[1 << FastBits];

    /// <summary>By length: the first 16 bits that no code of this length or shorter begins with.</summary>
    public readonly int[] Limit = new int[18];

    /// <summary>By length: what added to a code is the place of its symbol.</summary>
    public readonly int[] Offset = new int[17];

    public readonly byte[] Symbols = new byte[256];

    /// <summary>Reads 16 counts and the symbols.</summary>
    public static JpegHuffman Read(ReadOnlySpan<byte> content, int at, out int used)
    {
        var symbols = 0;
        foreach (var n in content[..16]) symbols += n;
        used = 16 + symbols;
        if (symbols > 256 || content.Length < used)
            throw ImageException.Damaged(at, $"a Huffman table has {symbols} codes and {content.Length - 16} bytes",
                "each code has one, 256 at most");
        var table = new JpegHuffman();
        content.Slice(16, symbols).CopyTo(table.Symbols);
        table.Fill(content[..16], at);
        return table;
    }

    void Fill(ReadOnlySpan<byte> counts, int at)
    {
        var (code, symbol) = (0, 0);
        for (var length = 1; length <= 16; length++, code <<= 1)
        {
            Offset[length] = symbol - code;
            if (code + counts[length - 1] > 1 << length)
                throw ImageException.Damaged(at, $"a Huffman table has {counts[length - 1]} codes of {length} bits", "fewer are left");
            for (var i = 0; i < counts[length - 1]; i++, code++, symbol++)
                if (length <= FastBits) Fast.AsSpan(code << (FastBits - length), 1 << (FastBits - length))
                    .Fill((ushort)((length << 8) | Symbols[symbol]));
            Limit[length] = code << (16 - length);
        }
        Limit[17] = int.MaxValue;
    }
}
