using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hornbill.Serialization;

/// <summary>Floats as files hold them: four bytes each, the lowest first.</summary>
static class LittleEndian
{
    /// <summary>The values' bytes, without a copy where the processor has the same order.</summary>
    public static ReadOnlySpan<byte> Bytes(float[] values)
    {
        if (BitConverter.IsLittleEndian) return MemoryMarshal.AsBytes(values.AsSpan());
        var bytes = (float[])values.Clone();
        Swap(bytes);
        return MemoryMarshal.AsBytes(bytes.AsSpan());
    }

    /// <summary>Fills <paramref name="values"/> from the stream.</summary>
    public static void Read(Stream stream, float[] values)
    {
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        if (!BitConverter.IsLittleEndian) Swap(values);
    }

    static void Swap(float[] values)
    {
        var words = MemoryMarshal.Cast<float, int>(values.AsSpan());
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}
