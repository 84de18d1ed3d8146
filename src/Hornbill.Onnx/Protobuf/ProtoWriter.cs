using System.Buffers.Binary;
using System.Text;

namespace Hornbill.Onnx.Protobuf;

/// <summary>Writes a message: small fields into memory of its own, large bytes as they are, so that weights are not copied once more for
/// each message around them.</summary>
sealed class ProtoWriter
{
    readonly List<ReadOnlyMemory<byte>> _pieces = [];
    readonly MemoryStream _open = new();
    long _closed;

    /// <summary>Bytes so far.</summary>
    public long Length => _closed + _open.Length;

    public ProtoWriter Long(int field, long value)
    {
        Key(field, WireType.Varint);
        Varint((ulong)value);
        return this;
    }

    public ProtoWriter Float(int field, float value)
    {
        Key(field, WireType.Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _open.Write(bytes);
        return this;
    }

    /// <summary>A text; none where it is empty.</summary>
    public ProtoWriter Text(int field, string value) => value.Length == 0 ? this : Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A text that is there though it may be empty.</summary>
    public ProtoWriter Word(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Bytes(int field, ReadOnlyMemory<byte> value)
    {
        Key(field, WireType.Bytes);
        Varint((ulong)value.Length);
        Close();
        Add(value);
        return this;
    }

    /// <summary>Whole numbers, packed.</summary>
    public ProtoWriter Longs(int field, IEnumerable<long> values)
    {
        var packed = new ProtoWriter();
        foreach (var value in values) packed.Varint((ulong)value);
        return Message(field, packed);
    }

    /// <summary>A message within.</summary>
    public ProtoWriter Message(int field, ProtoWriter message)
    {
        Key(field, WireType.Bytes);
        Varint((ulong)message.Length);
        Close();
        message.Close();
        foreach (var piece in message._pieces) Add(piece);
        return this;
    }

    public void CopyTo(Stream stream)
    {
        Close();
        foreach (var piece in _pieces) stream.Write(piece.Span);
    }

    void Add(ReadOnlyMemory<byte> piece)
    {
        _pieces.Add(piece);
        _closed += piece.Length;
    }

    void Close()
    {
        if (_open.Length == 0) return;
        Add(_open.ToArray());
        _open.SetLength(0);
    }

    void Key(int field, WireType wire) => Varint(((ulong)field << 3) | (ulong)wire);

    void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _open.WriteByte((byte)(value | 0x80));
        _open.WriteByte((byte)value);
    }
}
