using System.Buffers.Binary;
using System.Text;

namespace Hornbill.Serialization;

/// <summary>A file within a zip file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Deflated">Whether it is packed; else it lies there as it is.</param>
/// <param name="Sum">CRC-32 of its content.</param>
/// <param name="Packed">Bytes it takes in the zip file.</param>
/// <param name="Size">Bytes of its content.</param>
/// <param name="At">Where it begins.</param>
sealed record ZipEntry(string Name, bool Deflated, uint Sum, long Packed, long Size, long At);

/// <summary>Reads what a zip file says it holds, doubting every word: entries lie within the file and beside each other, and none unpacks
/// to more than its length can be worth.</summary>
ref struct ZipDirectory(Stream file, string path)
{
    const int EndLength = 22, CentralLength = 46, LocalLength = 30, LongestComment = ushort.MaxValue;
    const int Locator64Length = 20, End64Length = 56;
    const int DeflateRatio = 1032; // no deflate stream unpacks to more than this times its length
    const long MostBytes = 1L << 48; // no file is larger, and sums of such numbers stay whole
    const uint Unsaid = uint.MaxValue; // the number stands in a zip64 field
    const int Stored = 0, Deflated = 8, Encrypted = 1;

    /// <summary>The entries, in the directory's order.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or no zip file.</exception>
    public static List<ZipEntry> Read(Stream file, string path) => new ZipDirectory(file, path).Read();

    readonly List<ZipEntry> Read()
    {
        var (end, count, size, at) = FindDirectory();
        if (at + size != end)
            throw Wrong(end + 12, $"the directory lies at bytes {at} to {at + size}", $"what ends the file follows it, at {end}");
        if (size > Array.MaxLength) throw Wrong(at, $"the directory has {size} bytes", $"it may have {Array.MaxLength}");
        var (directory, entries, places) = (At(at, (int)size), new List<ZipEntry>(), new List<(long From, long To)>());
        var next = 0;
        while (next < directory.Length) next += ReadEntry(directory.AsSpan(next), at + next, at, entries, places);
        if (entries.Count != count) throw Wrong(end + 10, $"the directory has {entries.Count} entries", $"its end says {count}");
        CheckPlaces(places);
        return entries;
    }

    // What ends the directory, its entries, its bytes and its place; a zip64 record with larger numbers may stand between.
    readonly (long End, long Count, long Size, long At) FindDirectory()
    {
        var (end, tail) = FindEnd();
        var (count, size, at) = (U16(tail, 10), U32(tail, 12), U32(tail, 16));
        var large = end >= Locator64Length ? At(end - Locator64Length, Locator64Length) : [];
        if (large.Length > 0 && U32(large, 0) == 0x07064b50) return FindDirectory64(end, I64(large, 8));
        if (size == Unsaid || at == Unsaid || count == ushort.MaxValue)
            throw Wrong(end, "its numbers are left to a zip64 record", "none stands before it");
        return (end, count, size, at);
    }

    readonly (long End, long Count, long Size, long At) FindDirectory64(long end, long at)
    {
        if (at < 0 || at > end - Locator64Length - End64Length)
            throw Wrong(end - Locator64Length, $"the zip64 record lies at byte {at}", "it lies before that place");
        var record = At(at, End64Length);
        var (count, size, from) = (I64(record, 32), I64(record, 40), I64(record, 48));
        if (U32(record, 0) != 0x06064b50 || count < 0 || size < 0 || from < 0 || from > at)
            throw Wrong(at, "no zip64 record begins there", "what ends the file says so");
        return (at, count, size, from);
    }

    // The end record is the last thing but for a comment that it tells the length of.
    readonly (long At, byte[] Bytes) FindEnd()
    {
        var length = (int)Math.Min(file.Length, EndLength + LongestComment);
        var tail = At(file.Length - length, length);
        for (var i = length - EndLength; i >= 0; i--)
            if (U32(tail, i) == 0x06054b50 && i + EndLength + U16(tail, i + 20) == length) return (file.Length - length + i, tail[i..]);
        throw Wrong(Math.Max(0, file.Length - EndLength), "no zip directory ends there", "a zip file such as .npz ends with one");
    }

    readonly int ReadEntry(ReadOnlySpan<byte> head, long place, long limit, List<ZipEntry> entries, List<(long From, long To)> places)
    {
        if (head.Length < CentralLength || U32(head, 0) != 0x02014b50)
            throw Wrong(place, "no entry of the directory begins there", "the directory is a list of entries");
        var nameLength = U16(head, 28);
        var length = CentralLength + nameLength + U16(head, 30) + U16(head, 32);
        if (length > head.Length) throw Wrong(place + 28, $"an entry has {length} bytes", $"{head.Length} are left of the directory");
        var name = Name(head.Slice(CentralLength, nameLength), place + CentralLength);
        var method = U16(head, 10);
        var (size, packed, from) = Numbers(head, head.Slice(CentralLength + nameLength, U16(head, 30)), place);
        Check(name, place, U16(head, 8), method, packed, size);
        var at = Locate(head.Slice(CentralLength, nameLength), name, from, limit, place);
        if (at + packed > limit) throw Wrong(place + 20, $"'{name}' lies at bytes {at} to {at + packed}",
            $"the directory begins at {limit}");
        entries.Add(new(name, method == Deflated, U32(head, 16), packed, size, at));
        places.Add((from, at + packed));
        return length;
    }

    // Its size, the bytes it takes and where it begins: each in the extra field where it does not fit.
    readonly (long Size, long Packed, long From) Numbers(ReadOnlySpan<byte> head, ReadOnlySpan<byte> extra, long place)
    {
        Span<long> numbers = [U32(head, 24), U32(head, 20), U32(head, 42)];
        if (!numbers.Contains(Unsaid)) return (numbers[0], numbers[1], numbers[2]);
        while (extra.Length >= 4 && U16(extra, 0) != 1) extra = extra[Math.Min(extra.Length, 4 + U16(extra, 2))..];
        var left = extra.Length < 4 ? [] : extra[4..Math.Min(extra.Length, 4 + U16(extra, 2))];
        foreach (ref var number in numbers)
        {
            if (number != Unsaid) continue;
            if (left.Length < sizeof(long) || I64(left, 0) is < 0 or > MostBytes)
                throw Wrong(place, "an entry's numbers are left to a zip64 field", "it has none that could be");
            number = I64(left, 0);
            left = left[sizeof(long)..];
        }
        return (numbers[0], numbers[1], numbers[2]);
    }

    readonly void Check(string name, long place, int flags, int method, long packed, long size)
    {
        if ((flags & Encrypted) != 0) throw Wrong(place + 8, $"'{name}' is encrypted", "plain entries can be read",
            "Save it without a password.");
        if (method is not (Stored or Deflated))
            throw Wrong(place + 10, $"'{name}' is packed by method {method}", "stored (0) and deflated (8) entries can be read",
                "Save it with numpy.savez.");
        if (method == Stored ? packed != size : size > DeflateRatio * packed)
            throw Wrong(place + 24, $"'{name}' declares {size} bytes", $"its {packed} bytes in the file cannot hold them");
    }

    // Where the content begins: behind a second header with the same name.
    readonly long Locate(ReadOnlySpan<byte> name, string text, long from, long limit, long place)
    {
        if (from + LocalLength + name.Length > limit)
            throw Wrong(place + 42, $"'{text}' lies at byte {from}", $"the directory begins at {limit}");
        var head = At(from, LocalLength + name.Length);
        if (U32(head, 0) != 0x04034b50 || U16(head, 26) != name.Length || !head.AsSpan(LocalLength).SequenceEqual(name))
            throw Wrong(from, $"'{text}' does not begin there", "the directory says so");
        return from + head.Length + U16(head, 28);
    }

    readonly void CheckPlaces(List<(long From, long To)> places)
    {
        places.Sort();
        for (var i = 1; i < places.Count; i++)
            if (places[i].From < places[i - 1].To)
                throw Wrong(places[i].From, "an entry begins there",
                    $"the one before it ends at {places[i - 1].To}, and entries do not overlap");
    }

    readonly string Name(ReadOnlySpan<byte> bytes, long at)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Damaged.File(path, at, "an entry's name is no text", "it is UTF-8", inner: e);
        }
    }

    readonly byte[] At(long at, int length)
    {
        var bytes = new byte[length];
        file.Position = at;
        file.ReadExactly(bytes);
        return bytes;
    }

    static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    readonly InvalidDataException Wrong(long at, string came, string expected, string? fix = null) =>
        Damaged.File(path, at, came, expected, fix: fix);
}
