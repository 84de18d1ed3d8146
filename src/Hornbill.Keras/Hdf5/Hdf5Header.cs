using static Hornbill.Keras.Hdf5.Hdf5Bytes;

namespace Hornbill.Keras.Hdf5;

/// <summary>A message of an object's header: one thing that is said of a group or a data set.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="At">Where it lies.</param>
/// <param name="Data">What it says.</param>
sealed record Hdf5Message(Hdf5MessageType Type, long At, byte[] Data);

/// <summary>The kinds of messages that are read; others are passed over.</summary>
enum Hdf5MessageType
{
    Dataspace = 1, LinkInfo = 2, Datatype = 3, Link = 6, Layout = 8, Filters = 11, Attribute = 12, Continuation = 16, SymbolTable = 17,
    AttributeInfo = 21,
}

/// <summary>Reads the header of an object, of version 1 as h5py writes it by default, or 2.</summary>
static class Hdf5Header
{
    const int Prefix1 = 16, Prefix2 = 6, Checksum = 4, MostMessages = 20_000;

    public static List<Hdf5Message> Read(Hdf5Bytes bytes, long at)
    {
        var (messages, blocks) = (new List<Hdf5Message>(), new Queue<(long At, long Length)>());
        var start = bytes.At(at, Prefix2, "an object's header");
        var second = start.AsSpan(0, 4).SequenceEqual("OHDR"u8);
        var ordered = second && (start[5] & 4) != 0;
        if (second) blocks.Enqueue(First(bytes, at, start[5]));
        else if (start[0] == 1) blocks.Enqueue((at + Prefix1, U32(bytes.At(at, Prefix1, "an object's header"), 8)));
        else throw bytes.Wrong(at, $"an object's header of version {start[0]} begins there", "versions 1 and 2 can be read");
        while (blocks.TryDequeue(out var block))
        {
            var from = messages.Count;
            Split(bytes, block, second, ordered, messages);
            foreach (var m in messages.Skip(from).Where(m => m.Type == Hdf5MessageType.Continuation && m.Data.Length >= 16))
                blocks.Enqueue(Next(bytes, m, second));
            if (messages.Count > MostMessages) throw bytes.Wrong(at, "an object has more messages", $"it may have {MostMessages:N0}");
        }
        return messages;
    }

    // Behind the flags: four times, two numbers of attributes, and the length of what follows, each where a flag says so.
    static (long At, long Length) First(Hdf5Bytes bytes, long at, byte flags)
    {
        var skip = Prefix2 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        var size = 1 << (flags & 3);
        Span<byte> length = stackalloc byte[8];
        bytes.At(at + skip, size, "an object's header").CopyTo(length);
        return (at + skip + size, I64(length, 0));
    }

    static (long At, long Length) Next(Hdf5Bytes bytes, Hdf5Message m, bool second)
    {
        var (at, length) = (I64(m.Data, 0), I64(m.Data, 8));
        if (!second) return (at, length);
        _ = bytes.Marked(at, 4, "OCHK", "a header's continuation");
        return (at + 4, length - 4 - Checksum);
    }

    static void Split(Hdf5Bytes bytes, (long At, long Length) block, bool second, bool ordered, List<Hdf5Message> to)
    {
        var all = bytes.At(block.At, block.Length, "an object's header");
        var prefix = second ? ordered ? 6 : 4 : 8;
        for (var next = 0; next + prefix <= all.Length;)
        {
            var (type, size) = second ? (all[next], U16(all, next + 1)) : (U16(all, next), U16(all, next + 2));
            if (size > all.Length - next - prefix)
                throw bytes.Wrong(block.At + next, $"a message of {size} bytes begins there", $"{all.Length - next - prefix} are left");
            to.Add(new((Hdf5MessageType)type, block.At + next + prefix, all[(next + prefix)..(next + prefix + size)]));
            next += prefix + size;
        }
    }
}
