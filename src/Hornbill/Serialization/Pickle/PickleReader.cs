using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Hornbill.Serialization;

/// <summary>Reads a Python pickle: the few instructions that files of numbers are made of, protocols 2 to 5. Texts are strings, whole
/// numbers <see cref="long"/>, tuples arrays, bytes memory, dictionaries keep their order; the rest is made by
/// <see cref="PickleTypes"/>.</summary>
/// <param name="file">Stands at the pickle's first byte, and behind its last one afterwards.</param>
/// <param name="path">The file, for errors.</param>
/// <param name="types">What may be in it.</param>
sealed class PickleReader(Stream file, string path, PickleTypes types)
{
    const int LongestName = 100, MostSteps = 4_000_000; // an instruction of one byte may make an object of eighty

    /// <summary>Python's None.</summary>
    public static readonly object None = new();

    static readonly object Mark = new();

    readonly List<object> _stack = [];
    readonly Dictionary<long, object> _memo = [];

    /// <summary>What the pickle is.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds something else.</exception>
    public object Read()
    {
        for (var steps = 0; ; steps++)
        {
            var at = file.Position;
            if (steps == MostSteps) throw Wrong(at, "an instruction more stands", $"{MostSteps:N0} are taken");
            var code = Byte();
            if (code == '.') return Pop();
            try
            {
                Step(code, at);
            }
            catch (PickleFault e)
            {
                throw Wrong(at, e.Came, e.Expected);
            }
        }
    }

    /// <summary>A key or a name as text: bytes are Latin letters.</summary>
    public static string AsText(object value) => value switch
    {
        string text => text,
        long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ReadOnlyMemory<byte> bytes => Encoding.Latin1.GetString(bytes.Span),
        _ => "",
    };

    void Step(byte code, long at)
    {
        if (Value(code) is { } value) _stack.Add(value);
        else if (!Keep(code) && !Gather(code) && !Build(code, at))
            throw new PickleFault($"the instruction 0x{code:X2} stands", $"{types.Kind} does without it");
    }

    object? Value(byte code) => code switch
    {
        (byte)'(' => Mark,
        (byte)'}' => new OrderedDictionary<string, object>(),
        (byte)']' => new List<object>(),
        (byte)')' => Array.Empty<object>(),
        (byte)'N' => None,
        0x88 or 0x89 => code == 0x88,
        (byte)'K' => (long)Byte(),
        (byte)'M' => (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        (byte)'J' => (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        (byte)'G' => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        (byte)'U' or (byte)'C' => new ReadOnlyMemory<byte>(Take(Byte())),
        (byte)'T' or (byte)'B' => new ReadOnlyMemory<byte>(Take(Length())),
        0x8C => Encoding.UTF8.GetString(Take(Byte())),
        (byte)'X' => Encoding.UTF8.GetString(Take(Length())),
        _ => null,
    };

    // Frames and versions say nothing; the memo keeps what comes again. A number of any length is one that fits, where it does.
    bool Keep(byte code)
    {
        switch (code)
        {
            case 0x80: Take(1); return true;
            case 0x95: Take(8); return true;
            case (byte)'q': _memo[Byte()] = Top(); return true;
            case (byte)'r': _memo[Length()] = Top(); return true;
            case 0x94: _memo[_memo.Count] = Top(); return true;
            case 0x8A: Whole(new(Take(Byte()))); return true;
            case (byte)'h': Recall(Byte()); return true;
            case (byte)'j': Recall(Length()); return true;
            default: return false;
        }
    }

    bool Gather(byte code)
    {
        switch (code)
        {
            case 0x85 or 0x86 or 0x87: Tuple(code - 0x84); return true;
            case (byte)'t': _stack.Add(ToMark().ToArray()); return true;
            case (byte)'a': { var v = Pop(); List().Add(v); return true; }
            case (byte)'e': { var values = ToMark(); List().AddRange(values); return true; }
            case (byte)'s': { var v = Pop(); Set(Pop(), v); return true; }
            case (byte)'u': Set(ToMark()); return true;
            default: return false;
        }
    }

    bool Build(byte code, long at)
    {
        switch (code)
        {
            case (byte)'c': Named($"{Line(at)} {Line(at)}"); return true;
            case 0x93: { var member = Pop(); Named($"{AsText(Pop())} {AsText(member)}"); return true; }
            case (byte)'R' or 0x81: { var arguments = Pop() as object[] ?? []; _stack.Add(Made(Pop(), arguments)); return true; }
            case (byte)'b': { var state = Pop(); Fill(Top(), state); return true; }
            case (byte)'Q': Outside(Pop()); return true;
            default: return false;
        }
    }

    byte Byte() => file.ReadByte() is >= 0 and var b ? (byte)b : throw End();

    long Length() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    byte[] Take(long length)
    {
        if (length > file.Length - file.Position) throw End();
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return bytes;
    }

    void Whole(BigInteger number)
    {
        if (number >= long.MinValue && number <= long.MaxValue) _stack.Add((long)number);
        else _stack.Add(number);
    }

    string Line(long at)
    {
        var line = new StringBuilder();
        for (var b = Byte(); b != '\n'; b = Byte())
        {
            if (line.Length == LongestName) throw Wrong(at, "a name has no end", "names are short lines");
            line.Append((char)b);
        }
        return line.ToString();
    }

    object Top() => _stack.Count > 0 ? _stack[^1]
        : throw Wrong(file.Position, "an instruction has nothing to work on", "something comes before it");

    object Pop()
    {
        var top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    List<object> ToMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0) throw new PickleFault("an instruction has no beginning", "a mark comes before it");
        var values = _stack[(mark + 1)..];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    void Recall(long key) => _stack.Add(_memo.GetValueOrDefault(key)
        ?? throw new PickleFault($"number {key} is recalled", "it was kept before"));

    void Tuple(int length)
    {
        var values = new object[length];
        for (var i = length - 1; i >= 0; i--) values[i] = Pop();
        _stack.Add(values);
    }

    List<object> List() => Top() as List<object> ?? throw new PickleFault("something is added", "a list comes before it");

    void Set(List<object> pairs)
    {
        for (var i = 0; i + 1 < pairs.Count; i += 2) Set(pairs[i], pairs[i + 1]);
    }

    void Set(object key, object value)
    {
        if (Top() is not OrderedDictionary<string, object> to)
            throw new PickleFault("something is set", "a dictionary comes before it");
        to[AsText(key)] = value;
    }

    void Named(string name) => _stack.Add(types.Knows(name) ? new PickleName(name)
        : throw new PickleFault($"'{name.Replace(' ', '.')}' is named", types.Allowed));

    object Made(object function, object[] arguments) =>
        (function is PickleName { Text: var name } ? types.Make(name, arguments) : null)
        ?? throw new PickleFault("something is called", types.Allowed);

    void Fill(object made, object state)
    {
        if (!types.Fill(made, state)) throw new PickleFault("something is filled", types.Allowed);
    }

    void Outside(object key) => _stack.Add((key is object[] parts ? types.Outside(parts) : null)
        ?? throw new PickleFault("something outside of it is asked for", types.Allowed));

    InvalidDataException End() => Wrong(file.Length, "the file ends", "a pickle ends with a full stop");

    InvalidDataException Wrong(long at, string came, string expected) =>
        new(Plain.Text($"'{path}' cannot be read: {came} at byte {at}, but {expected}. {types.Fix}"));
}
