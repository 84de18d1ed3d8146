using static Hornbill.Keras.Hdf5.Hdf5Bytes;

namespace Hornbill.Keras.Hdf5;

/// <summary>Opens an HDF5 file as h5py writes it: superblocks of version 0 to 3, groups as symbol tables or links, data sets in one piece
/// or in packed ones, texts as attributes. Nothing else is needed for Keras's files, and nothing else is read.</summary>
static class Hdf5File
{
    /// <summary>How each begins.</summary>
    public static readonly byte[] Signature = [0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n'];

    /// <summary>The group that all lies in.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no HDF5 file.</exception>
    public static Hdf5Group Open(Stream file, string path, long start, long length)
    {
        var bytes = new Hdf5Bytes(file, path, start, length);
        var head = bytes.At(0, 96, "an HDF5 file");
        if (!head.AsSpan(0, 8).SequenceEqual(Signature)) throw bytes.Wrong(0, "it begins otherwise",
            "an HDF5 file begins with its signature");
        var second = head[8] >= 2;
        if (head[8] > 3) throw bytes.Wrong(8, $"the version is {head[8]}", "0 to 3 can be read",
            "Save the file with h5py's standard libver.");
        var (offsets, lengths) = second ? (head[9], head[10]) : (head[13], head[14]);
        if (offsets != 8 || lengths != 8) throw bytes.Wrong(9, $"places take {offsets} bytes and lengths {lengths}", "both take 8");
        return new(bytes, head[8] switch { 0 => I64(head, 64), 1 => I64(head, 68), _ => I64(head, 36) });
    }
}
