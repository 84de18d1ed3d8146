namespace Hornbill.Serialization;

/// <summary>Where a PyTorch file keeps its numbers: in a zip file since PyTorch 1.6, behind each other before.</summary>
/// <param name="path">The file.</param>
/// <param name="length">Bytes it had when it was opened.</param>
abstract class PyTorchFile(string path, long length)
{
    public string Path => path;

    public long Length => length;

    /// <summary>Whether the lowest byte of a number is first.</summary>
    public bool LittleEndian { get; init; } = true;

    /// <summary>Bytes of numbers of a storage, in the processor's order.</summary>
    public byte[] Read(PyTorchStorage storage, long first, long count)
    {
        using var file = File.OpenRead(path);
        if (file.Length != length)
            throw new InvalidDataException(Plain.Text(
                $"'{path}' has {file.Length:N0} bytes, but had {length:N0} when it was opened. Call PyTorchWeights.Read again."));
        var bytes = Read(file, storage, first * storage.Type.Size(), count * storage.Type.Size());
        Elements.Order(storage.Type, bytes, LittleEndian);
        return bytes;
    }

    protected abstract byte[] Read(Stream file, PyTorchStorage storage, long first, long count);

    protected static byte[] At(Stream file, long at, long count)
    {
        var bytes = new byte[count];
        file.Position = at;
        file.ReadExactly(bytes);
        return bytes;
    }
}
