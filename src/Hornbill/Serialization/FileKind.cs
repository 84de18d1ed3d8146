namespace Hornbill.Serialization;

/// <summary>A kind of file that is told by its first bytes: what an error says of one that came in place of another.</summary>
/// <param name="Name">With its article.</param>
/// <param name="Use">What to do with it, as a sentence.</param>
/// <param name="IsPicture">Whether it is a single image, of whatever format.</param>
sealed record FileKind(string Name, string Use, bool IsPicture = false)
{
    const int Longest = 16; // bytes that are looked at

    const string Photograph = "Use ImageReader of Hornbill.Images, which reads photographs.", Save =
        "Convert it to PNG or JPEG, for instance by magick photo photo.png.";

    public static readonly FileKind
        Idx = new("an IDX file", "Use Idx.Read for it."),
        Npy = new("an .npy file", "Use NpyArray.Read for it."),
        Zip = new("a zip file, as .npz, .keras and .pth are",
            "Use NpzFile.Read or LoadWeights where it is an .npz, PyTorchWeights where it is a .pth, Hornbill.Keras where it is a .keras."),
        PyTorch = new("a file of PyTorch, as .pth is", "Use PyTorchWeights.Read for it."),
        Hdf5 = new("an HDF5 file, as Keras's .h5 is", "Use KerasModel of the package Hornbill.Keras for it."),
        SafeTensors = new("a safetensors file", "Use Model.Load or LoadWeights for it."),
        Pgm = new("a PGM image", "Use Pgm.Read for it.", true),
        Gzip = new("a file packed by gzip", "Unpack it first. Try gunzip."),
        Jpeg = new("a JPEG image", Photograph, true),
        Png = new("a PNG image", Photograph, true),
        Json = new("JSON text", "Give the file that the text is about.");

    // In the order in which they are asked for.
    static readonly (byte[] Magic, int At, FileKind Kind)[] Known =
    [
        ([.. "{"u8], 8, SafeTensors), // behind the header's length
        ([0xFF, 0xD8, 0xFF], 0, Jpeg),
        ([0x89, .. "PNG"u8], 0, Png),
        ([.. "GIF8"u8], 0, new("a GIF image", Save, true)),
        ([.. "WEBP"u8], 8, new("a WebP image", Save, true)),
        ([.. "ftyp"u8], 4, new("an HEIC, AVIF or film file", Save, true)),
        ([.. "II*\0"u8], 0, new("a TIFF image", Save, true)),
        ([.. "MM\0*"u8], 0, new("a TIFF image", Save, true)),
        ([0, 0, 8], 0, Idx),
        ([0x93, .. "NUMPY"u8], 0, Npy),
        ([.. "PK\u0003\u0004"u8], 0, Zip),
        ([0x89, .. "HDF"u8], 0, Hdf5),
        ([0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46], 0, PyTorch),
        ([0x1F, 0x8B], 0, Gzip),
        ([.. "P2"u8], 0, Pgm),
        ([.. "P5"u8], 0, Pgm),
        ([.. "P3"u8], 0, new("a PPM image, in colour", Photograph, true)),
        ([.. "P6"u8], 0, new("a PPM image, in colour", Photograph, true)),
        ([.. "BM"u8], 0, new("a BMP image", Photograph, true)),
        ([.. "%PDF"u8], 0, new("a PDF document", Save)),
        ([.. "<"u8], 0, new("an HTML or XML text, as a server sends it that has no such file", "Delete it and fetch the file again.")),
        ([.. "{"u8], 0, Json),
        ([.. "["u8], 0, Json),
    ];

    /// <summary>The kind of a file that begins so; null where it is none of those known.</summary>
    public static FileKind? Of(ReadOnlySpan<byte> start)
    {
        foreach (var (magic, at, kind) in Known)
            if (start.Length >= at + magic.Length && start.Slice(at, magic.Length).SequenceEqual(magic)
                && (kind != SafeTensors || IsHeader(start))) return kind;
        return null;
    }

    /// <summary>The kind of a file; null where it is none of those known, or cannot be read.</summary>
    public static FileKind? Of(string path)
    {
        if (!File.Exists(path)) return null;
        using var file = File.OpenRead(path);
        return Of(file);
    }

    /// <summary>Throws where a file is plainly of another kind. It stands at its beginning afterwards.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name, for the error.</param>
    /// <param name="expected">What is expected, with its article.</param>
    /// <param name="kinds">The kinds that it may be.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
    public static void Check(Stream file, string path, string expected, params ReadOnlySpan<FileKind> kinds)
    {
        var kind = Of(file);
        file.Position = 0;
        if (kind is not null && !kinds.Contains(kind)) throw Damaged.Other(path, kind.Name, expected, kind.Use);
    }

    static FileKind? Of(Stream file)
    {
        Span<byte> start = stackalloc byte[Longest];
        return Of(start[..file.ReadAtLeast(start, Longest, throwOnEndOfStream: false)]);
    }

    // Its length is below 4 GB: a text that happens to have a bracket there has no zeros before it.
    static bool IsHeader(ReadOnlySpan<byte> start) => start[4..8].IndexOfAnyExcept((byte)0) < 0;
}
