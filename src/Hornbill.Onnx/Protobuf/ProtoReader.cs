using System.Buffers.Binary;
using System.Text;

namespace Hornbill.Onnx.Protobuf;

/// <summary>Reads a message's fields one after the other. Nothing is copied but texts, and nothing recurs: who reads a message within makes
/// a reader of its bytes.</summary>
/// <param name="bytes">The message.</param>
/// <param name="messages">Counts the messages of the whole file.</param>
sealed class ProtoReader(ReadOnlyMemory<byte> bytes, MessageCount messages)
{
    const int MostVarint = 10;

    int _at;

    /// <summary>The number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    WireType Wire { get; set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_at >= bytes.Length) return false;
        var key = Varint();
        if (key >> 3 is 0 or > 0x1FFFFFFF) throw Bad($"a field of the number {key >> 3}");
        (Field, Wire) = ((int)(key >> 3), (WireType)(key & 7));
        return Wire is WireType.Varint or WireType.Fixed64 or WireType.Bytes or WireType.Fixed32
            ? true
            : throw Bad($"a field of the wire type {(int)Wire}");
    }

    /// <summary>The field's value as a whole number.</summary>
    public long Long() => Wire == WireType.Varint ? (long)Varint() : throw Mistaken("a whole number");

    /// <summary>The same where 32 bits must hold it.</summary>
    public int Int() => Long() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Bad("a number that is too large");

    public float Float() => Wire == WireType.Fixed32 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Mistaken("a float");

    /// <summary>The field's value as bytes, which stay the file's.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        if (Wire != WireType.Bytes) throw Mistaken("bytes");
        var length = Varint();
        if (length > (ulong)(bytes.Length - _at)) throw Bad($"a field of {length} bytes where {bytes.Length - _at} are left");
        var value = bytes.Slice(_at, (int)length);
        _at += (int)length;
        return value;
    }

    public string Text() => Encoding.UTF8.GetString(Bytes().Span);

    /// <summary>A reader of the message within.</summary>
    public ProtoReader Message()
    {
        messages.Take();
        return new(Bytes(), messages);
    }

    /// <summary>Whole numbers, packed or one by one.</summary>
    public void Longs(List<long> to)
    {
        if (Wire == WireType.Varint)
        {
            to.Add(Long());
            return;
        }
        var packed = new ProtoReader(Bytes(), messages);
        while (packed._at < packed.Length) to.Add((long)packed.Varint());
    }

    /// <summary>Floats, packed or one by one.</summary>
    public void Floats(List<float> to)
    {
        if (Wire == WireType.Fixed32)
        {
            to.Add(Float());
            return;
        }
        var packed = Bytes().Span;
        if (packed.Length % 4 != 0) throw Bad($"floats of {packed.Length} bytes");
        for (var i = 0; i < packed.Length; i += 4) to.Add(BinaryPrimitives.ReadSingleLittleEndian(packed[i..]));
    }

    /// <summary>Doubles, packed or one by one, as floats.</summary>
    public void Doubles(List<float> to)
    {
        var packed = Wire == WireType.Fixed64 ? Take(8) : Bytes().Span;
        if (packed.Length % 8 != 0) throw Bad($"doubles of {packed.Length} bytes");
        for (var i = 0; i < packed.Length; i += 8) to.Add((float)BinaryPrimitives.ReadDoubleLittleEndian(packed[i..]));
    }

    /// <summary>Leaves the field out.</summary>
    public void Skip()
    {
        if (Wire == WireType.Varint) Varint();
        else if (Wire == WireType.Bytes) Bytes();
        else Take(Wire == WireType.Fixed32 ? 4 : 8);
    }

    int Length => bytes.Length;

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at) throw Bad($"a field of {count} bytes where {bytes.Length - _at} are left");
        _at += count;
        return bytes.Span.Slice(_at - count, count);
    }

    ulong Varint()
    {
        var value = 0ul;
        var span = bytes.Span;
        for (var i = 0; i < MostVarint && _at < span.Length; i++)
        {
            var b = span[_at++];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80) return value;
        }
        throw Bad("a number without an end");
    }

    FormatException Mistaken(string wanted) => Bad($"field {Field} as {Wire} where {wanted} belongs");

    static FormatException Bad(string what) => new($"there is {what}");
}
