namespace Hornbill.Serialization;

/// <summary>The bytes of an .npy file, alone or within an .npz: how many there are, how far they are read, and their sum.</summary>
/// <param name="stream">Stands at the first byte.</param>
/// <param name="path">The file, for errors.</param>
/// <param name="name">The entry of an .npz; empty where the file is an .npy.</param>
/// <param name="length">Bytes in all.</param>
sealed class NpyContent(Stream stream, string path, string name, long length)
{
    readonly string _of = name.Length == 0 ? "" : $" of '{name}'";

    public long Position { get; private set; }

    public long Length => length;

    /// <summary>Whether the bytes lie in the file as they are, so that as many as are declared can be read.</summary>
    public bool Plain { get; init; } = true;

    /// <summary>CRC-32 of what is read.</summary>
    public uint Sum { get; private set; }

    public void Fill(Span<byte> bytes)
    {
        var read = Unpack(bytes);
        if (read < bytes.Length) throw Wrong(Position + read, "the content ends", $"{length} bytes are declared");
        Position += read;
        Sum = Crc32.Append(Sum, bytes);
    }

    /// <summary>Throws where something follows.</summary>
    public void End()
    {
        if (!Plain && Unpack(new byte[1]) > 0) throw Wrong(length, "more follows", $"{length} bytes are declared");
    }

    int Unpack(Span<byte> bytes)
    {
        try
        {
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw Wrong(Position, "what is packed cannot be unpacked", "it is a deflate stream", inner: e);
        }
    }

    public InvalidDataException Wrong(long at, string came, string expected, string? fix = null, Exception? inner = null) =>
        Damaged.File(path, at, came, expected, _of, fix, inner);
}
