using System.Buffers.Binary;
using System.Text;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Keras.Hdf5;

/// <summary>Writes groups and data sets of float32 as h5py does by default: superblock 0, symbol tables, each data set in one piece. All
/// that describes comes first and the values follow, so that a stream is written from its beginning to its end.</summary>
sealed class Hdf5Writer
{
    const int Leaves = 8, Alignment = 8, Superblock = 96;

    sealed class Item
    {
        public SortedDictionary<string, Item> Members { get; } = new(StringComparer.Ordinal);

        public Tensor? Values { get; init; }
    }

    readonly Item _root = new();
    readonly List<Tensor> _values = [];

    /// <summary>Makes a group, and those on the way.</summary>
    public void Group(string path) => Find(path);

    /// <summary>Puts a data set into a group.</summary>
    public void Dataset(string group, string name, Tensor values) => Find(group).Members.Add(name, new() { Values = values });

    /// <summary>Bytes of the file.</summary>
    public long Length()
    {
        var described = Describe(0).Length;
        return described + _values.Sum(v => (long)v.Data.Length * sizeof(float));
    }

    public void Write(Stream to)
    {
        to.Write(Describe(Describe(0).Length));
        foreach (var values in _values) to.Write(LittleEndian.Bytes(values.Data));
    }

    Item Find(string path)
    {
        var item = _root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!item.Members.TryGetValue(name, out var inner)) item.Members[name] = inner = new();
            item = inner;
        }
        return item;
    }

    // A node of a tree holds as many lists of eight symbols as the largest group needs.
    int Branches() => Math.Max(16, ((Largest(_root) + Leaves - 1) / Leaves / 2) + 1);

    static int Largest(Item item) => item.Members.Values.Select(Largest).Append(item.Members.Count).Max();

    byte[] Describe(long values)
    {
        _values.Clear();
        var (bytes, place) = (new List<byte>(new byte[Superblock]), values);
        var (root, tree, heap) = Group(bytes, _root, ref place);
        var all = bytes.ToArray();
        Begin(all, Branches(), place, root, tree, heap);
        return all;
    }

    static void Begin(Span<byte> all, int branches, long end, long root, long tree, long heap)
    {
        Hdf5File.Signature.CopyTo(all);
        (all[13], all[14]) = (8, 8);
        BinaryPrimitives.WriteUInt16LittleEndian(all[16..], Leaves / 2);
        BinaryPrimitives.WriteUInt16LittleEndian(all[18..], (ushort)branches);
        foreach (var (at, value) in (ReadOnlySpan<(int, long)>)[(32, -1), (40, end), (48, -1), (64, root), (72, 1), (80, tree), (88, heap)])
            BinaryPrimitives.WriteInt64LittleEndian(all[at..], value);
    }

    (long Header, long Tree, long Heap) Group(List<byte> to, Item item, ref long values)
    {
        var places = new List<long>();
        foreach (var member in item.Members.Values)
            places.Add(member.Values is null ? Group(to, member, ref values).Header : Dataset(to, member.Values, ref values));
        string[] names = [.. item.Members.Keys];
        var (heap, offsets) = Heap(to, names);
        var tree = Tree(to, Symbols(to, offsets, places), offsets);
        var header = Header(to, (0x11, [.. Long(tree), .. Long(heap)]));
        return (header, tree, heap);
    }

    // The empty name first, then each with a zero behind, on places of eight.
    static (long At, long[] Offsets) Heap(List<byte> to, string[] names)
    {
        var (data, offsets) = (new List<byte>(new byte[8]), new long[names.Length]);
        for (var i = 0; i < names.Length; i++)
        {
            offsets[i] = data.Count;
            data.AddRange([.. Encoding.UTF8.GetBytes(names[i]), 0]);
            Pad(data);
        }
        var at = to.Count;
        to.AddRange([.. "HEAP"u8, 0, 0, 0, 0, .. Long(data.Count), .. Long(1), .. Long(at + 32), .. data]);
        return (at, offsets);
    }

    static List<long> Symbols(List<byte> to, long[] names, List<long> places)
    {
        var lists = new List<long>();
        for (var i = 0; i < names.Length; i += Leaves)
        {
            lists.Add(to.Count);
            var count = Math.Min(Leaves, names.Length - i);
            to.AddRange([.. "SNOD"u8, 1, 0, .. Short(count)]);
            for (var j = i; j < i + count; j++) to.AddRange([.. Long(names[j]), .. Long(places[j]), .. new byte[24]]);
            to.AddRange(new byte[(Leaves - count) * 40]);
        }
        return lists;
    }

    // Between two lists stands the last name of the first.
    long Tree(List<byte> to, List<long> lists, long[] names)
    {
        var (at, branches) = (to.Count, 2 * Branches());
        to.AddRange([.. "TREE"u8, 0, 0, .. Short(lists.Count), .. Long(-1), .. Long(-1), .. Long(0)]);
        for (var i = 0; i < lists.Count; i++)
            to.AddRange([.. Long(lists[i]), .. Long(names[Math.Min((i + 1) * Leaves, names.Length) - 1])]);
        to.AddRange(new byte[(branches - lists.Count) * 16]);
        return at;
    }

    long Dataset(List<byte> to, Tensor tensor, ref long values)
    {
        var bytes = (long)tensor.Data.Length * sizeof(float);
        byte[] space = [1, (byte)tensor.Shape.Rank, 0, 0, 0, 0, 0, 0, .. tensor.Shape.SelectMany(d => Long(d))];
        byte[] layout = [3, 1, .. Long(bytes == 0 ? -1 : values), .. Long(bytes)];
        _values.Add(tensor);
        values += bytes;
        return Header(to, (1, space), (3, Float32), (5, [2, 2, 2, 0]), (8, layout));
    }

    // IEEE 754: the sign at bit 31, 8 bits of exponent from 23 on, 23 of mantissa.
    static byte[] Float32 => [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];

    static long Header(List<byte> to, params (int Type, byte[] Data)[] messages)
    {
        var at = to.Count;
        to.AddRange([1, 0, .. Short(messages.Length), 1, 0, 0, 0, .. new byte[8]]);
        foreach (var (type, data) in messages)
        {
            var length = (data.Length + Alignment - 1) / Alignment * Alignment;
            to.AddRange([.. Short(type), .. Short(length), 0, 0, 0, 0, .. data, .. new byte[length - data.Length]]);
        }
        foreach (var (i, b) in BitConverter.GetBytes(to.Count - at - 16).Index()) to[at + 8 + i] = b;
        return at;
    }

    static void Pad(List<byte> bytes) => bytes.AddRange(new byte[(Alignment - (bytes.Count % Alignment)) % Alignment]);

    static byte[] Long(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    static byte[] Short(int value) => [(byte)value, (byte)(value >> 8)];
}
