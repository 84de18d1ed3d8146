using System.IO.Compression;
using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>Named arrays in one zip file, as <c>numpy.savez</c> and <c>numpy.load</c> write and read them.</summary>
/// <example><code>
/// NpzFile.Write("features.npz", [("x", new NpyArray(features)), ("y", new NpyArray([labels.Length], labels))]);
/// var x = NpzFile.Read("features.npz")["x"].ToTensor();
/// </code></example>
public sealed class NpzFile
{
    const string Ending = ".npy";
    const int RoomForHeaders = 1024; // of an array, with a name of some length

    // The same content gives the same bytes: zip's first day.
    static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    NpzFile(IReadOnlyList<(string Name, NpyArray Value)> arrays) => Arrays = arrays;

    /// <summary>The arrays, in the file's order.</summary>
    public IReadOnlyList<(string Name, NpyArray Value)> Arrays { get; }

    /// <summary>The array of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public NpyArray this[string name] => Arrays.FirstOrDefault(a => a.Name == name).Value
        ?? throw Choices.Unknown("array", name, Arrays.Select(a => a.Name));

    /// <summary>Reads a file. Nothing in it is executed: arrays of Python objects are refused.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The most that all its arrays together may take; 64 MB and 32 times the file's size by default.</param>
    /// <exception cref="InvalidDataException">The file is damaged, the message names it and the byte; or its arrays would take more than
    /// <paramref name="maxBytes"/>, which is told before that memory is taken. Beside the arrays it takes as much as the largest of them is
    /// packed to.</exception>
    public static NpzFile Read(string path, long? maxBytes = null)
    {
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "an .npz file", FileKind.Zip);
        return Read(file, path, maxBytes);
    }

    internal static NpzFile Read(Stream file, string path, long? maxBytes = null)
    {
        var (entries, most) = (Entries(file, path).ToArray(), maxBytes ?? Packing.Most(file.Length));
        if (entries.Sum(e => e.Entry.Size) is var bytes && bytes > most)
            throw new InvalidDataException(
                $"'{Hornbill.Plain.Text(path)}' unpacks to {bytes:N0} bytes, but {most:N0} at most are taken for a file of " +
                $"{file.Length:N0}. " +
                                           "Give maxBytes, where it is known to be what it should be.");
        return new([.. entries.Select(e => (e.Name, Read(file, path, e.Entry)))]);
    }

    /// <summary>The arrays one after the other, so that only what is kept takes memory.</summary>
    internal static IEnumerable<(string Name, NpyArray Value)> Each(Stream file, string path) =>
        Entries(file, path).Select(e => (e.Name, Read(file, path, e.Entry)));

    /// <summary>The arrays as weights: their shapes now, their values when they are asked for, while the file is open.</summary>
    internal static StoredWeight[] Stored(Stream file, string path) =>
        [.. Entries(file, path).Select(e => new StoredWeight(e.Name, Shape(file, path, e.Entry), () =>
            Read(file, path, e.Entry).ToTensor()))];

    static IEnumerable<(string Name, ZipEntry Entry)> Entries(Stream file, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in ZipDirectory.Read(file, path))
        {
            if (!entry.Name.EndsWith(Ending, StringComparison.Ordinal))
                throw Damaged.File(path, entry.At, $"'{entry.Name}' begins there",
                    $"all of an .npz file are arrays, which end with {Ending}");
            if (!names.Add(entry.Name)) throw Damaged.File(path, entry.At, $"a second '{entry.Name}' begins there",
                "every array has a name of its own");
            yield return (entry.Name[..^Ending.Length], entry);
        }
    }

    static Shape Shape(Stream file, string path, ZipEntry entry)
    {
        using var unpacked = Unpacked(file, entry);
        return NpyHeader.Read(Content(unpacked ?? file, path, entry)).Shape;
    }

    static DeflateStream? Unpacked(Stream file, ZipEntry entry)
    {
        file.Position = entry.At;
        return entry.Deflated ? new DeflateStream(Packed(file, entry), CompressionMode.Decompress) : null;
    }

    static NpyContent Content(Stream from, string path, ZipEntry entry) =>
        new(from, path, entry.Name, entry.Size) { Plain = !entry.Deflated };

    static NpyArray Read(Stream file, string path, ZipEntry entry)
    {
        using var unpacked = Unpacked(file, entry);
        var content = Content(unpacked ?? file, path, entry);
        var array = NpyArray.Read(content);
        return content.Sum == entry.Sum
            ? array
            : throw content.Wrong(0, $"the content's checksum is {content.Sum:x8}", $"the file says {entry.Sum:x8}");
    }

    static MemoryStream Packed(Stream file, ZipEntry entry)
    {
        var bytes = new byte[entry.Packed];
        file.ReadExactly(bytes);
        return new(bytes);
    }

    /// <summary>Writes arrays in the order given, aside and then renamed. The same arrays give the same bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="arrays">Names and values.</param>
    /// <param name="compress">Whether they are packed, as by <c>numpy.savez_compressed</c>.</param>
    /// <exception cref="ArgumentException">Two arrays have one name, or they take more than 4 GB.</exception>
    public static void Write(string path, IEnumerable<(string Name, NpyArray Value)> arrays, bool compress = false)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        (string Name, NpyArray Value)[] all = [.. arrays];
        Check(all);
        AtomicFile.Write(path, file => Write(file, all, compress));
    }

    internal static void Write(Stream file, (string Name, NpyArray Value)[] arrays, bool compress)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, value) in arrays)
        {
            var entry = zip.CreateEntry(name + Ending, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            entry.LastWriteTime = Time;
            using var to = entry.Open();
            value.Write(to);
        }
    }

    static void Check((string Name, NpyArray Value)[] arrays)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, _) in arrays)
            if (!names.Add(name)) throw new ArgumentException(
                $"The name '{name}' came twice but every array needs its own. Choose another.");
        var bytes = arrays.Sum(a => (double)a.Value.Bytes + RoomForHeaders);
        if (bytes > uint.MaxValue)
            throw new ArgumentException(
                $"The arrays take {bytes:N0} bytes but an .npz file may have {uint.MaxValue:N0}. Write a .safetensors file, or several.");
    }
}
