using System.Buffers.Binary;
using System.Numerics;

namespace Hornbill.Serialization;

/// <summary>CRC-32C (Castagnoli), which processors compute themselves: what notices a torn or damaged file.</summary>
static class Crc32C
{
    /// <summary>The sum of what came before, 0 at the start, and of these bytes.</summary>
    public static uint Append(uint sum, ReadOnlySpan<byte> bytes)
    {
        sum = ~sum;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) sum =
            BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) sum = BitOperations.Crc32C(sum, b);
        return ~sum;
    }
}
