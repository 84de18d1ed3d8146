using System.Runtime.InteropServices;

namespace Hornbill.Serialization;

/// <summary>Floats as files hold them: four bytes each, the lowest first.</summary>
static class LittleEndian
{
    /// <summary>The values' bytes, without a copy where the processor has the same order.</summary>
    public static ReadOnlySpan<byte> Bytes(float[] values)
    {
        if (BitConverter.IsLittleEndian) return MemoryMarshal.AsBytes(values.AsSpan());
        var bytes = MemoryMarshal.AsBytes(((float[])values.Clone()).AsSpan());
        Elements.Order(ElementType.F32, bytes, littleEndian: true);
        return bytes;
    }
}
