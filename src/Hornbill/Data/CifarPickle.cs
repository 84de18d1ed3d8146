using System.Text;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>What a Python pickle of CIFAR holds: a dictionary of numbers, texts, lists of these, and NumPy's arrays of bytes.</summary>
sealed class CifarPickle : PickleTypes
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

    sealed class Box // an array or its type, before it is filled
    {
        public required string Kind { get; init; }

        public Bytes? Array { get; set; }

        public string Type { get; set; } = "";
    }

    static readonly HashSet<string> Known =
    [
        "numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct", "numpy ndarray", "numpy dtype", "_codecs encode",
    ];

    OrderedDictionary<string, object> _content = [];

    public override string Kind => "a batch of CIFAR";

    public override string Allowed => "NumPy's arrays are all that may be made";

    public override string Fix => "Delete the file and load again.";

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds something else.</exception>
    public static CifarPickle Read(string path)
    {
        using var file = new MemoryStream(File.ReadAllBytes(path));
        var batch = new CifarPickle();
        batch._content = new PickleReader(file, path, batch).Read() as OrderedDictionary<string, object>
            ?? throw new InvalidDataException(
                $"'{path}' cannot be read: something other than a dictionary is the result, but {batch.Kind} is one. {batch.Fix}");
        return batch;
    }

    /// <summary>The array under a key.</summary>
    public Bytes Array(string key, string path) =>
        _content.GetValueOrDefault(key) is Box { Array: { } array } ? array : throw Missing(key, "an array of bytes", path);

    /// <summary>The list of whole numbers under a key.</summary>
    public List<long> Numbers(string key, string path) =>
        _content.GetValueOrDefault(key) is List<object> list && list.All(v => v is long) ? [.. list.Cast<long>()]
            : throw Missing(key, "a list of whole numbers", path);

    InvalidDataException Missing(string key, string what, string path) =>
        new($"'{path}' has no '{key}' that is {what}, but {Kind} has. {Fix}");

    public override bool Knows(string name) => Known.Contains(name);

    // Only these three: an empty array, a type, and text that stands for bytes.
    public override object? Make(string name, object[] arguments) => name switch
    {
        "numpy.core.multiarray _reconstruct" or "numpy._core.multiarray _reconstruct" => new Box { Kind = "array" },
        "numpy dtype" when arguments.Length > 0 => new Box { Kind = "type", Type = PickleReader.AsText(arguments[0]) },
        "_codecs encode" when arguments is [string text, ..] => new ReadOnlyMemory<byte>(Encoding.Latin1.GetBytes(text)),
        _ => null,
    };

    public override bool Fill(object made, object state)
    {
        if (made is not Box box) return false;
        if (box.Kind == "type") return true; // the order of bytes: a byte has none
        if (state is not object[] parts
            || parts is not [_, object[] dims, Box { Type: "u1" or "|u1" }, bool fortran, ReadOnlyMemory<byte> data])
            throw new PickleFault("an array of another kind is filled", "unsigned bytes are expected");
        box.Array = new(Checked(dims, data.Length), data, fortran);
        return true;
    }

    static Shape Checked(object[] dims, int bytes)
    {
        var shape = new int[dims.Length];
        var elements = 1L;
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = dims[i] is long d and >= 1 and <= int.MaxValue ? (int)d
                : throw new PickleFault("an array has a strange shape", "each dimension is at least 1");
            elements = Math.Min(elements * shape[i], int.MaxValue);
        }
        return elements == bytes && shape.Length is >= 1 and <= 4 ? Shape.Create(shape)
            : throw new PickleFault($"an array has {bytes:N0} bytes", $"its shape needs {elements:N0}");
    }
}
