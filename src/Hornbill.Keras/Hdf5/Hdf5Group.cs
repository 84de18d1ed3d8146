using System.Text;
using static Hornbill.Keras.Hdf5.Hdf5Bytes;

namespace Hornbill.Keras.Hdf5;

/// <summary>A group: names of what lies in it, and its attributes. What lies in it is read when it is asked for.</summary>
sealed class Hdf5Group
{
    const int Symbol = 40, Key = 8, MostLevels = 16;
    const string Latest = "Save the file with h5py's standard libver.";

    readonly Hdf5Bytes _bytes;
    readonly Dictionary<string, long> _members = new(StringComparer.Ordinal);
    readonly Dictionary<string, Hdf5Group> _groups = new(StringComparer.Ordinal);

    public Hdf5Group(Hdf5Bytes bytes, long at)
    {
        _bytes = bytes;
        var messages = Hdf5Header.Read(bytes, at);
        Attributes = new(bytes, messages);
        foreach (var m in messages)
            if (m.Type == Hdf5MessageType.Link) Link(m);
            else if (m.Type == Hdf5MessageType.SymbolTable && m.Data.Length >= 16)
                Symbols(I64(m.Data, 0), Heap(I64(m.Data, 8)), MostLevels);
            else if (m.Type == Hdf5MessageType.LinkInfo) CheckNotDense(m);
            else if (m.Type == Hdf5MessageType.Layout) throw bytes.Wrong(at, "a data set begins there", "a group is expected");
    }

    public Hdf5Attributes Attributes { get; }

    public IReadOnlyCollection<string> Names => _members.Keys;

    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>The group of a name or of names with slashes between; null where there is none.</summary>
    public Hdf5Group? Group(string path)
    {
        var group = this;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!group._members.TryGetValue(name, out var at)) return null;
            if (!group._groups.TryGetValue(name, out var inner)) group._groups[name] = inner = new(_bytes, at);
            group = inner;
        }
        return group;
    }

    /// <summary>The data set of a name or of names with slashes between; null where there is none.</summary>
    public Hdf5Dataset? Dataset(string path)
    {
        var cut = path.LastIndexOf('/');
        var group = cut < 0 ? this : Group(path[..cut]);
        return group is not null && group._members.TryGetValue(path[(cut + 1)..], out var at) ? new(_bytes, at) : null;
    }

    /// <summary>All data sets of numbers below, by their paths.</summary>
    public IEnumerable<(string Name, Hdf5Dataset Values)> All(string path = "", int levels = 32)
    {
        foreach (var (name, at) in _members.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var full = path.Length == 0 ? name : $"{path}/{name}";
            if (Hdf5Dataset.IsAt(_bytes, at)) yield return (full, new(_bytes, at));
            else if (levels == 0) throw _bytes.Wrong(at, "another group begins there", "groups lie 32 deep at most");
            else foreach (var inner in Group(name)!.All(full, levels - 1)) yield return inner;
        }
    }

    // Version, flags, kind, order of creation, character set, length of the name, the name, and the place.
    void Link(Hdf5Message m)
    {
        var (data, next) = (m.Data, 2);
        if (data.Length < 4 || data[0] != 1) throw _bytes.Wrong(m.At, "another link stands there", "version 1 can be read");
        var flags = data[1];
        var hard = (flags & 8) == 0 || data[next++] == 0;
        next += ((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0);
        var size = 1 << (flags & 3);
        if (next + size > data.Length) throw _bytes.Wrong(m.At, "a link ends there", "its name follows");
        var length = 0L;
        for (var i = size - 1; i >= 0; i--) length = (length << 8) | data[next + i];
        next += size;
        if (length < 0 || length > data.Length - next - (hard ? 8 : 0)) throw _bytes.Wrong(m.At, "a link ends there", "its name follows");
        if (hard) _members[Encoding.UTF8.GetString(data, next, (int)length)] = I64(data, next + (int)length);
    }

    void CheckNotDense(Hdf5Message m)
    {
        var at = 2 + (m.Data.Length > 1 && (m.Data[1] & 1) != 0 ? 8 : 0);
        if (m.Data.Length >= at + 8 && !IsUndefined(m.Data, at))
            throw _bytes.Wrong(m.At, "a group is kept in a fractal heap", "a symbol table or links are expected", Latest);
    }

    byte[] Heap(long at)
    {
        var head = _bytes.Marked(at, 32, "HEAP", "a heap of names");
        return _bytes.At(I64(head, 24), I64(head, 8), "a heap's names");
    }

    // A B-tree whose leaves are lists of symbols: a name's place in the heap, and the place of what it names.
    void Symbols(long at, byte[] heap, int levels)
    {
        var head = _bytes.Marked(at, 24, "TREE", "a group's tree");
        var (level, count) = (head[5], U16(head, 6));
        if (head[4] != 0 || level >= levels) throw _bytes.Wrong(at, $"a tree of kind {head[4]} and level {level} begins there",
            $"a group's has kind 0, and fewer levels than what is above it ({levels})");
        var children = _bytes.At(at + 24, (count * (Key + 8L)) + Key, "a group's tree");
        for (var i = 0; i < count; i++)
        {
            var child = I64(children, (i * (Key + 8)) + Key);
            if (level > 0) Symbols(child, heap, level);
            else Leaf(child, heap);
        }
    }

    void Leaf(long at, byte[] heap)
    {
        var count = U16(_bytes.Marked(at, 8, "SNOD", "a list of symbols"), 6);
        var symbols = _bytes.At(at + 8, count * (long)Symbol, "a list of symbols");
        for (var i = 0; i < count; i++)
        {
            var (name, place) = (I64(symbols, i * Symbol), (i * Symbol) + 8);
            if (name >= heap.Length) throw _bytes.Wrong(at, $"a name lies at {name} of the heap", $"the heap has {heap.Length} bytes");
            if (IsUndefined(symbols, place)) continue; // a soft link
            var text = heap.AsSpan((int)name);
            var end = text.IndexOf((byte)0);
            _members[Encoding.UTF8.GetString(end < 0 ? text : text[..end])] = I64(symbols, place);
        }
    }
}
