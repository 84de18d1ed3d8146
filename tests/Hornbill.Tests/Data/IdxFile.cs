using System.Buffers.Binary;
using System.IO.Compression;

namespace Hornbill.Tests.Data;

/// <summary>Makes IDX files.</summary>
static class IdxFile
{
    public static byte[] Bytes(byte[] data, params int[] dims)
    {
        var file = new byte[4 + (4 * dims.Length) + data.Length];
        (file[2], file[3]) = (8, (byte)dims.Length);
        for (var i = 0; i < dims.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), dims[i]);
        data.CopyTo(file, 4 + (4 * dims.Length));
        return file;
    }

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
