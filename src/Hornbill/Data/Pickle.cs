using System.Buffers.Binary;
using System.Text;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>What a Python pickle of CIFAR holds: a dictionary of numbers, texts, lists of these, and arrays of bytes. The machine of
/// pickles can call anything; this one knows the few instructions that such files are made of, makes NumPy's arrays by itself, and refuses
/// every other name. Nothing is executed.</summary>
sealed class Pickle
{
    /// <summary>An array of unsigned bytes.</summary>
    /// <param name="Shape">Its dimensions.</param>
    /// <param name="Data">The bytes.</param>
    /// <param name="Fortran">Whether the first dimension is the fastest.</param>
    public sealed record Bytes(Shape Shape, ReadOnlyMemory<byte> Data, bool Fortran)
    {
        public int Rank => Shape.Rank;

        public int Rows => Shape[0];

        public int Columns => Shape[1];

        public ReadOnlySpan<byte> Row(int i)
        {
            if (!Fortran) return Data.Span.Slice(i * Columns, Columns);
            var row = new byte[Columns];
            for (var c = 0; c < row.Length; c++) row[c] = Data.Span[(c * Rows) + i];
            return row;
        }
    }

    // What stands on the stack beside numbers, texts, bytes, lists and dictionaries.
    sealed record Name(string Text);

    sealed class Box // an array or its type, before it is filled
    {
        public required string Kind { get; init; }

        public Bytes? Array { get; set; }

        public string Type { get; set; } = "";
    }

    static readonly object Mark = new(), None = new();
    static readonly HashSet<string> Known =
    [
        "numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct", "numpy ndarray", "numpy dtype", "_codecs encode",
    ];

    readonly byte[] _file;
    readonly string _path;
    readonly List<object> _stack = [];
    readonly Dictionary<long, object> _memo = [];
    int _at;

    Pickle(byte[] file, string path) => (_file, _path) = (file, path);

    Dictionary<string, object> Content { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds something else.</exception>
    public static Pickle Read(string path)
    {
        var reader = new Pickle(File.ReadAllBytes(path), path);
        return new([], path) { Content = reader.Run() };
    }

    /// <summary>The array under a key.</summary>
    public Bytes Array(string key, string path) =>
        Content.GetValueOrDefault(key) is Box { Array: { } array } ? array : throw Missing(key, "an array of bytes", path);

    /// <summary>The list of whole numbers under a key.</summary>
    public List<long> Numbers(string key, string path) =>
        Content.GetValueOrDefault(key) is List<object> list && list.All(v => v is long) ? [.. list.Cast<long>()]
            : throw Missing(key, "a list of whole numbers", path);

    static InvalidDataException Missing(string key, string what, string path) =>
        new($"'{path}' has no '{key}' that is {what}, but a batch of CIFAR has. Delete the file and load again.");

    Dictionary<string, object> Run()
    {
        while (true)
        {
            var at = _at;
            var code = Take(1)[0];
            if (code == '.') return Pop() as Dictionary<string, object>
                ?? throw Wrong(at, "something other than a dictionary is the result", "a batch of CIFAR is one");
            Step(code, at);
        }
    }

    void Step(byte code, int at)
    {
        switch (code)
        {
            case 0x80: Take(1); break;                                       // PROTO
            case 0x95: Take(8); break;                                       // FRAME
            case (byte)'(': _stack.Add(Mark); break;
            case (byte)'}': _stack.Add(new Dictionary<string, object>()); break;
            case (byte)']': _stack.Add(new List<object>()); break;
            case (byte)')': _stack.Add(System.Array.Empty<object>()); break;
            case (byte)'N': _stack.Add(None); break;
            case 0x88 or 0x89: _stack.Add(code == 0x88); break;
            case (byte)'K': _stack.Add((long)Take(1)[0]); break;
            case (byte)'M': _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case (byte)'J': _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case (byte)'U' or (byte)'C': Piece(Take(1)[0]); break;
            case (byte)'T' or (byte)'B': Piece(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case 0x8C: Text(Take(1)[0]); break;
            case (byte)'X': Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case (byte)'q': _memo[Take(1)[0]] = Top(); break;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top(); break;
            case 0x94: _memo[_memo.Count] = Top(); break;
            case (byte)'h': Recall(Take(1)[0], at); break;
            case (byte)'j': Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)), at); break;
            case 0x85 or 0x86 or 0x87: Tuple(code - 0x84); break;
            case (byte)'t': _stack.Add(ToMark(at).ToArray()); break;
            case (byte)'a': { var v = Pop(); List(at).Add(v); break; }
            case (byte)'e': { var values = ToMark(at); List(at).AddRange(values); break; }
            case (byte)'s': { var v = Pop(); Set(at, Pop(), v); break; }
            case (byte)'u': Set(ToMark(at), at); break;
            case (byte)'c': Named($"{Line()} {Line()}", at); break;
            case 0x93: { var member = Pop(); Named($"{AsText(Pop())} {AsText(member)}", at); break; }
            case (byte)'R': { var arguments = Pop() as object[] ?? []; _stack.Add(Call(Pop(), arguments, at)); break; }
            case (byte)'b': { var state = Pop() as object[] ?? []; Fill(Top(), state, at); break; }
            default: throw Wrong(at, $"the instruction 0x{code:X2} stands", "a batch of CIFAR does without it");
        }
    }

    ReadOnlySpan<byte> Take(long length)
    {
        if (length > _file.Length - _at) throw Wrong(_file.Length, "the file ends", "a pickle ends with a full stop");
        _at += (int)length;
        return _file.AsSpan(_at - (int)length, (int)length);
    }

    void Piece(long length)
    {
        Take(length);
        _stack.Add(new ReadOnlyMemory<byte>(_file, _at - (int)length, (int)length));
    }

    void Text(long length) => _stack.Add(Encoding.UTF8.GetString(Take(length)));

    string Line()
    {
        var length = _file.AsSpan(_at).IndexOf((byte)'\n');
        if (length is < 0 or > 100) throw Wrong(_at, "a name has no end", "names are short lines");
        return Encoding.ASCII.GetString(Take(length + 1)[..length]);
    }

    object Top() => _stack.Count > 0 ? _stack[^1] : throw Wrong(_at, "an instruction has nothing to work on", "something comes before it");

    object Pop()
    {
        var top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    List<object> ToMark(int at)
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0) throw Wrong(at, "an instruction has no beginning", "a mark comes before it");
        var values = _stack[(mark + 1)..];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    void Recall(long key, int at) => _stack.Add(_memo.GetValueOrDefault(key)
        ?? throw Wrong(at, $"number {key} is recalled", "it was kept before"));

    void Tuple(int length)
    {
        var values = new object[length];
        for (var i = length - 1; i >= 0; i--) values[i] = Pop();
        _stack.Add(values);
    }

    List<object> List(int at) => Top() as List<object> ?? throw Wrong(at, "something is added", "a list comes before it");

    void Set(List<object> pairs, int at)
    {
        for (var i = 0; i + 1 < pairs.Count; i += 2) Set(at, pairs[i], pairs[i + 1]);
    }

    void Set(int at, object key, object value)
    {
        if (Top() is not Dictionary<string, object> to) throw Wrong(at, "something is set", "a dictionary comes before it");
        to[AsText(key)] = value;
    }

    static string AsText(object value) => value switch
    {
        string text => text,
        ReadOnlyMemory<byte> bytes => Encoding.Latin1.GetString(bytes.Span),
        _ => "",
    };

    void Named(string name, int at) =>
        _stack.Add(Known.Contains(name) ? new Name(name)
            : throw Wrong(at, $"'{name.Replace(' ', '.')}' is named", "NumPy's arrays are all that may be"));

    // Only these three calls, none of which runs anything: an empty array, a type, and text that stands for bytes.
    object Call(object function, object[] arguments, int at) => (function as Name)?.Text switch
    {
        "numpy.core.multiarray _reconstruct" or "numpy._core.multiarray _reconstruct" => new Box { Kind = "array" },
        "numpy dtype" when arguments.Length > 0 => new Box { Kind = "type", Type = AsText(arguments[0]) },
        "_codecs encode" when arguments is [string text, ..] => new ReadOnlyMemory<byte>(Encoding.Latin1.GetBytes(text)),
        _ => throw Wrong(at, "something is called", "NumPy's arrays are all that may be made"),
    };

    void Fill(object box, object[] state, int at)
    {
        if (box is not Box { Kind: var kind } b) throw Wrong(at, "something is filled", "only arrays and their types are");
        if (kind == "type") return; // the order of bytes: a byte has none
        if (state is not [_, object[] dims, Box { Type: "u1" or "|u1" }, bool fortran, ReadOnlyMemory<byte> data])
            throw Wrong(at, "an array of another kind is filled", "unsigned bytes are expected");
        var shape = new int[dims.Length];
        var elements = 1L;
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = dims[i] is long d and >= 1 and <= int.MaxValue ? (int)d
                : throw Wrong(at, "an array has a strange shape", "each dimension is at least 1");
            elements = Math.Min(elements * shape[i], int.MaxValue);
        }
        if (elements != data.Length || shape.Length is < 1 or > 4) throw Wrong(at, $"an array has {data.Length:N0} bytes",
            $"its shape needs {elements:N0}");
        b.Array = new(Shape.Create(shape), data, fortran);
    }

    InvalidDataException Wrong(int at, string came, string expected) =>
        new(Plain.Text($"'{_path}' cannot be read: {came} at byte {at}, but {expected}. Delete the file and load again."));
}
