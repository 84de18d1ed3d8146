using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hornbill.Images;

/// <summary>The bits of a scan, without the zeros that are stuffed behind 0xFF. At a marker, or the end of the file, zeros follow for ever:
/// who reads them has read too far, which <see cref="Overrun"/> tells.</summary>
ref struct JpegBits(ReadOnlySpan<byte> file, int position)
{
    readonly ReadOnlySpan<byte> _file = file;
    ulong _bits; // the next one is the highest
    int _count, _invented, _position = position;

    /// <summary>Where the next segment begins, once a scan is read; it may be behind bytes that nobody took.</summary>
    public readonly int Position => _position;

    /// <summary>Whether bits were taken that the file does not have.</summary>
    public readonly bool Overrun => _invented > _count;

    /// <summary>The place in the file, for messages.</summary>
    public readonly int At => Math.Min(_position, _file.Length);


    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Symbol(JpegHuffman table)
    {
        if (_count < 32) Fill();
        var entry = table.Fast[_bits >> (64 - JpegHuffman.FastBits)];
        if (entry == 0) return Longer(table);
        Skip(entry >> 8);
        return entry & 0xFF;
    }

    int Longer(JpegHuffman table)
    {
        var next = (int)(_bits >> 48);
        var length = JpegHuffman.FastBits + 1;
        while (next >= table.Limit[length]) length++;
        if (length > 16) throw ImageException.Damaged(At, "the image data hold a code that no table has", "a Huffman code is expected");
        Skip(length);
        return table.Symbols[((next >> (16 - length)) + table.Offset[length]) & 0xFF];
    }

    /// <summary>A number of 1 to 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int bits)
    {
        if (_count < bits) Fill();
        var value = (int)(_bits >> (64 - bits));
        Skip(bits);
        return value;
    }

    /// <summary>A signed number of 1 to 16 bits: those that begin with 0 are negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Signed(int bits)
    {
        var value = Take(bits);
        return value + ((((value >> (bits - 1)) & 1) - 1) & (1 - (1 << bits)));
    }

    /// <summary>Goes over a restart marker.</summary>
    public void Restart()
    {
        (_bits, _count, _invented) = (0, 0, 0);
        while (_position + 1 < _file.Length && _file[_position] == 0xFF && _file[_position + 1] == 0xFF) _position++;
        if (_position + 1 >= _file.Length || _file[_position] != 0xFF || _file[_position + 1] is < 0xD0 or > 0xD7)
            throw ImageException.Damaged(At, "the image data go on", "a restart marker is expected");
        _position += 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Skip(int bits)
    {
        _bits <<= bits;
        _count -= bits;
    }

    void Fill()
    {
        if (_position + 8 <= _file.Length)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(_file[_position..]);
            if (((~next - 0x0101010101010101) & next & 0x8080808080808080) == 0) // none of the bytes is 0xFF
            {
                var bytes = (64 - _count) >> 3;
                _bits |= (next & (ulong.MaxValue << (64 - (8 * bytes)))) >> _count;
                _count += 8 * bytes;
                _position += bytes;
                return;
            }
        }
        for (; _count <= 56; _count += 8) _bits |= (ulong)Next() << (56 - _count);
    }

    byte Next()
    {
        if (_position < _file.Length && _file[_position] != 0xFF) return _file[_position++];
        if (_position + 1 < _file.Length && _file[_position + 1] == 0)
        {
            _position += 2;
            return 0xFF;
        }
        _invented += 8;
        return 0;
    }
}
