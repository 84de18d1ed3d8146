using System.Buffers.Binary;

namespace Hornbill.Serialization;

/// <summary>CRC-32 as zip files carry it, eight bytes at a time.</summary>
static class Crc32
{
    const uint Polynomial = 0xEDB88320; // of IEEE 802.3, lowest bit first

    // Table t holds what a byte adds that t more bytes follow.
    static readonly uint[][] Tables = Make();

    /// <summary>The sum of what came before, 0 at the start, and of these bytes.</summary>
    public static uint Append(uint sum, ReadOnlySpan<byte> bytes)
    {
        sum = ~sum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = sum ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            sum = Tables[7][low & 255] ^ Tables[6][(low >> 8) & 255] ^ Tables[5][(low >> 16) & 255] ^ Tables[4][low >> 24] ^
                  Tables[3][high & 255] ^ Tables[2][(high >> 8) & 255] ^ Tables[1][(high >> 16) & 255] ^ Tables[0][high >> 24];
        }
        foreach (var b in bytes) sum = Tables[0][(sum ^ b) & 255] ^ (sum >> 8);
        return ~sum;
    }

    static uint[][] Make()
    {
        var tables = Enumerable.Range(0, 8).Select(_ => new uint[256]).ToArray();
        for (var i = 0u; i < 256; i++)
        {
            var sum = i;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) != 0 ? (sum >> 1) ^ Polynomial : sum >> 1;
            tables[0][i] = sum;
        }
        for (var t = 1; t < 8; t++)
            for (var i = 0; i < 256; i++) tables[t][i] = tables[0][tables[t - 1][i] & 255] ^ (tables[t - 1][i] >> 8);
        return tables;
    }
}
