using System.Buffers.Binary;
using System.Numerics;

namespace Hornbill.Serialization;

/// <summary>PyTorch's file before 1.6, and by <c>_use_new_zipfile_serialization=False</c> since: pickles of a magic number, the version,
/// the system, the object and the list of storages, then each storage as the number of its elements and themselves.</summary>
sealed class PyTorchRow : PyTorchFile
{
    const int Version = 1001;

    static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    PyTorchRow(string path, long length) : base(path, length) { }

    /// <summary>How such a file begins: a pickle of the magic number.</summary>
    public static ReadOnlySpan<byte> Start => [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];

    public static (PyTorchFile File, object Content) Open(Stream file, string path)
    {
        var types = new StateDictPickle();
        object Next() => new PickleReader(file, path, types).Read();
        if (Next() is not BigInteger magic || magic != Magic)
            throw Damaged.File(path, 0, "another number stands there", "a file of PyTorch begins with its own");
        if (Next() is not (long)Version)
            throw Damaged.File(path, Start.Length, "another version stands there", $"version {Version} can be read");
        var big = Next() is OrderedDictionary<string, object> system && system.GetValueOrDefault("little_endian") is false;
        var content = Next();
        if (Next() is not List<object> keys)
            throw Damaged.File(path, file.Position, "no list of storages ends there", "one follows the tensors");
        var row = new PyTorchRow(path, file.Length) { LittleEndian = !big };
        foreach (var key in keys) row.Place(file, PickleReader.AsText(key), types);
        if (types.Named.Keys.FirstOrDefault(k => !row._places.ContainsKey(k)) is { } lost)
            throw Damaged.File(path, file.Position, $"storage '{lost}' is not in the list", "its tensors need it");
        return (row, content);
    }

    void Place(Stream file, string key, StateDictPickle types)
    {
        var at = file.Position;
        if (!types.Named.TryGetValue(key, out var storage) || file.Length - at < sizeof(long))
            throw Damaged.File(Path, at, $"storage '{key}' begins there", "it is one that a tensor looks at, within the file");
        var count = BinaryPrimitives.ReadInt64LittleEndian(At(file, at, sizeof(long)));
        var bytes = storage.Bytes;
        if (count != storage.Elements || bytes > file.Length - at - sizeof(long))
            throw Damaged.File(Path, at, $"storage '{key}' has {count} numbers",
                $"{storage.Elements} are described, and {file.Length - at - sizeof(long)} bytes are left of the file");
        if (!_places.TryAdd(key, at + sizeof(long)))
            throw Damaged.File(Path, at, $"storage '{key}' comes twice", "each comes once");
        file.Position = at + sizeof(long) + bytes;
    }

    protected override byte[] Read(Stream file, PyTorchStorage storage, long first, long count) =>
        At(file, _places[storage.Key] + first, count);
}
