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
    public NpyArray this[string name] => Arrays.FirstOrDefault(a => a.Name == name).Value ?? throw Choices.Unknown("array", name, Arrays.Select(a => a.Name));

    /// <summary>Reads a file. Nothing in it is executed: arrays of Python objects are refused.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message names it and the byte. Never is more memory taken than the file's size accounts
    /// for: as it is, or 1032 times where it is packed.</exception>
    public static NpzFile Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, path);
    }

    internal static NpzFile Read(Stream file, string path) => new([.. Each(file, path)]);

    /// <summary>All arrays as tensors.</summary>
    internal static (string Name, Tensor Value)[] Tensors(string path)
    {
        using var file = File.OpenRead(path);
        return [.. Each(file, path).Select(a => (a.Name, a.Value.ToTensor()))];
    }

    /// <summary>The arrays one after the other, so that only what is kept takes memory.</summary>
    internal static IEnumerable<(string Name, NpyArray Value)> Each(Stream file, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in ZipDirectory.Read(file, path))
        {
            if (!entry.Name.EndsWith(Ending, StringComparison.Ordinal))
                throw Damaged.File(path, entry.At, $"'{entry.Name}' begins there", $"all of an .npz file are arrays, which end with {Ending}");
            if (!names.Add(entry.Name)) throw Damaged.File(path, entry.At, $"a second '{entry.Name}' begins there", "every array has a name of its own");
            yield return (entry.Name[..^Ending.Length], Read(file, path, entry));
        }
    }

    static NpyArray Read(Stream file, string path, ZipEntry entry)
    {
        file.Position = entry.At;
        using var unpacked = entry.Deflated ? new DeflateStream(Packed(file, entry), CompressionMode.Decompress) : null;
        var content = new NpyContent(unpacked ?? file, path, entry.Name, entry.Size) { Plain = !entry.Deflated };
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
            if (!names.Add(name)) throw new ArgumentException($"The name '{name}' came twice but every array needs its own. Choose another.");
        var bytes = arrays.Sum(a => (double)a.Value.Bytes + RoomForHeaders);
        if (bytes > uint.MaxValue)
            throw new ArgumentException($"The arrays take {bytes:N0} bytes but an .npz file may have {uint.MaxValue:N0}. Write a .safetensors file, or several.");
    }
}
