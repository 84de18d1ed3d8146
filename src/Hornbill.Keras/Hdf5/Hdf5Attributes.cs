using System.Text;
using static Hornbill.Keras.Hdf5.Hdf5Bytes;

namespace Hornbill.Keras.Hdf5;

/// <summary>What is noted beside a group or a data set: texts, of fixed or of variable length.</summary>
sealed class Hdf5Attributes
{
    const int MostPieces = 10_000;

    readonly Hdf5Bytes _bytes;
    readonly Dictionary<string, (Hdf5Type Type, int Count, byte[] Data, long At)> _all = new(StringComparer.Ordinal);
    readonly Dictionary<long, Dictionary<int, byte[]>> _heaps = [];

    public Hdf5Attributes(Hdf5Bytes bytes, IReadOnlyList<Hdf5Message> messages)
    {
        _bytes = bytes;
        foreach (var m in messages.Where(m => m.Type == Hdf5MessageType.Attribute)) Read(m);
        if (messages.FirstOrDefault(m => m.Type == Hdf5MessageType.AttributeInfo) is { } info) CheckNotDense(info);
    }

    public bool Has(string name) => _all.ContainsKey(name);

    /// <summary>The one text of a name; null where there is none.</summary>
    public string? Text(string name) => Texts(name) is [var text, ..] ? text : null;

    /// <summary>The texts of a name; of names with numbers behind, where the list was cut into pieces; null where there are none.</summary>
    public string[]? Texts(string name)
    {
        if (_all.ContainsKey(name)) return Whole(name);
        if (!_all.ContainsKey(name + "0")) return null;
        List<string> all = [];
        for (var i = 0; i < MostPieces && _all.ContainsKey($"{name}{i}"); i++) all.AddRange(Whole($"{name}{i}"));
        return [.. all];
    }

    // Of kinds that are not read only those that are asked for are told.
    void Read(Hdf5Message m)
    {
        var data = m.Data;
        if (data.Length < 9 || data[0] is not (1 or 2 or 3))
            throw _bytes.Wrong(m.At, "another attribute stands there", "versions 1 to 3 can be read");
        var (names, types, spaces) = (U16(data, 2), U16(data, 4), U16(data, 6));
        var from = data[0] == 3 ? 9 : 8;
        int Padded(int length) => data[0] == 1 ? (length + 7) / 8 * 8 : length;
        var (type, space) = (from + Padded(names), from + Padded(names) + Padded(types));
        var values = space + Padded(spaces);
        if (values > data.Length) throw _bytes.Wrong(m.At, "an attribute ends there", $"it takes {values} bytes at least");
        var name = Encoding.UTF8.GetString(data, from, names).TrimEnd('\0');
        try
        {
            var kind = Hdf5Type.Read(_bytes, data.AsSpan(type, types), m.At);
            var count = Hdf5Space.Read(_bytes, data.AsSpan(space, spaces), m.At).Aggregate(1L, (n, d) => n * d);
            if (count * kind.Size > data.Length - values)
                throw _bytes.Wrong(m.At, $"'{name}' has {count} elements of {kind.Size} bytes", $"{data.Length - values} bytes are left");
            _all[name] = (kind, (int)count, data[values..], m.At);
        }
        catch (InvalidDataException) when (data[type] is not (0x13 or 0x19 or 0x23 or 0x29))
        {
            // Something that is no text, such as a reference: nobody asks for it.
        }
    }

    void CheckNotDense(Hdf5Message m)
    {
        var at = 2 + (m.Data.Length > 1 && (m.Data[1] & 1) != 0 ? 2 : 0);
        if (m.Data.Length >= at + 8 && !IsUndefined(m.Data, at))
            throw _bytes.Wrong(m.At, "attributes are kept in a fractal heap", "messages are expected",
                "Save the file with h5py's standard libver.");
    }

    string[] Whole(string name)
    {
        var (type, count, data, at) = _all[name];
        if (type.Number is not null) throw _bytes.Wrong(at, $"'{name}' is a number", "it is a text");
        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            var element = data.AsSpan(i * type.Size, type.Size);
            if (type.IsVariable) element = Variable(element, at);
            texts[i] = Encoding.UTF8.GetString(element).TrimEnd('\0');
        }
        return texts;
    }

    // Its length, the heap that it lies in, and its number there.
    byte[] Variable(ReadOnlySpan<byte> element, long at)
    {
        var (length, heap, number) = (U32(element, 0), I64(element, 4), (int)U32(element, 12));
        if (length == 0) return [];
        if (!_heaps.TryGetValue(heap, out var texts)) _heaps[heap] = texts = Heap(heap);
        return texts.TryGetValue(number, out var text) && text.Length >= length ? text[..(int)length]
            : throw _bytes.Wrong(at, $"a text of {length} bytes has number {number} of the heap at {heap}", "it is in it");
    }

    Dictionary<int, byte[]> Heap(long at)
    {
        var length = I64(_bytes.Marked(at, 16, "GCOL", "a heap of texts"), 8);
        var (all, texts) = (_bytes.At(at, length, "a heap of texts"), new Dictionary<int, byte[]>());
        for (var next = 16; next + 16 <= all.Length;)
        {
            var (number, size) = (U16(all, next), I64(all, next + 8));
            if (number == 0) break; // what is free
            if (size > all.Length - next - 16) throw _bytes.Wrong(at + next, $"a text of {size} bytes begins there", "the heap holds it");
            texts[number] = all[(next + 16)..(next + 16 + (int)size)];
            next += 16 + (int)((size + 7) / 8 * 8);
        }
        return texts;
    }
}
