using System.Text.Json;
using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>Reads the JSON of a safetensors header token by token, so that an error can name its byte.</summary>
ref struct SafeTensorsParser(string path, byte[] text)
{
    const int Depth = 4; // header, entry, list; one more to tell "too deep" from "wrong"
    const int MostDimensions = 32;

    static readonly Dictionary<string, ElementType> Types = new()
    {
        ["BOOL"] = ElementType.Bool,
        ["U8"] = ElementType.U8,
        ["I8"] = ElementType.I8,
        ["U16"] = ElementType.U16,
        ["I16"] = ElementType.I16,
        ["F16"] = ElementType.F16,
        ["BF16"] = ElementType.BF16,
        ["U32"] = ElementType.U32,
        ["I32"] = ElementType.I32,
        ["F32"] = ElementType.F32,
        ["U64"] = ElementType.U64,
        ["I64"] = ElementType.I64,
        ["F64"] = ElementType.F64,
    };

    readonly List<SafeTensorsHeader.Entry> _entries = [];
    readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    Utf8JsonReader _json = new(text, new JsonReaderOptions { MaxDepth = Depth });

    // Places in the file: of the last token, and of what has not been read.
    readonly long At => SafeTensorsFile.LengthBytes + _json.TokenStartIndex;

    readonly long Read => SafeTensorsFile.LengthBytes + _json.BytesConsumed;

    /// <summary>Where in the file the checksum's digits begin; 0 where there is none.</summary>
    public long ChecksumAt { get; private set; }

    public (List<SafeTensorsHeader.Entry> Entries, Dictionary<string, string> Metadata) Parse()
    {
        if (text[0] != '{')
            throw Wrong(SafeTensorsFile.LengthBytes, $"the header begins with the byte 0x{text[0]:x2}",
                "it is a JSON object and begins with '{'");
        try
        {
            Header();
        }
        // InvalidOperationException: a string that is no UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Wrong(Read, "the header is no valid JSON", "it is one JSON object in UTF-8, three levels deep");
        }
        return (_entries, _metadata);
    }

    void Header()
    {
        Next();
        while (NextKey() is { } name)
        {
            if (!_names.Add(name)) throw Wrong(At, $"the key '{name}' comes twice", "every tensor has its own");
            if (name == SafeTensorsHeader.MetadataKey) Metadata();
            else Tensor(name);
        }
        var rest = text.AsSpan((int)_json.BytesConsumed).IndexOfAnyExcept((byte)' ');
        if (rest >= 0)
            throw Wrong(Read + rest, "something follows the header's last '}'", "only spaces may");
    }

    void Metadata()
    {
        Expect(JsonTokenType.StartObject, "the metadata is an object of strings");
        while (NextKey() is { } key)
        {
            Expect(JsonTokenType.String, $"the metadata '{key}' is a string");
            if (key == SafeTensorsHeader.ChecksumKey) ChecksumAt = At + 1;
            if (!_metadata.TryAdd(key, _json.GetString()!)) throw Wrong(At, $"the metadata '{key}' comes twice", "every key comes once");
        }
    }

    void Tensor(string name)
    {
        var at = At;
        (ElementType? type, int[]? shape, (long Begin, long End)? offsets) = (null, null, null);
        Expect(JsonTokenType.StartObject, $"tensor '{name}' is an object");
        while (NextKey() is { } key)
        {
            if (key == "dtype" && type is null) type = Type(name);
            else if (key == "shape" && shape is null) shape = Dimensions(name);
            else if (key == "data_offsets" && offsets is null) offsets = Offsets(name);
            else throw Wrong(At, $"tensor '{name}' has another '{key}'", "it has 'dtype', 'shape' and 'data_offsets', once each");
        }
        if (type is not { } kind || shape is null || offsets is not var (begin, end))
            throw Wrong(at, $"tensor '{name}' is not described in full", "it has 'dtype', 'shape' and 'data_offsets'");
        var bytes = Bytes(name, kind, shape, at);
        if (begin > end || end - begin != bytes)
            throw Wrong(at, $"tensor '{name}' lies at bytes {begin} to {end}",
                $"{kind} of shape {Shape.Create(shape)} takes {bytes} bytes");
        _entries.Add(new(name, kind, Shape.Create(shape), begin, end, at));
    }

    ElementType Type(string name)
    {
        Expect(JsonTokenType.String, $"the dtype of tensor '{name}' is a string");
        var type = _json.GetString()!;
        return Types.TryGetValue(type, out var known)
            ? known
            : throw new InvalidDataException(
                $"'{path}' has the dtype '{Choices.Short(type)}' for tensor '{Plain.Text(name)}' at byte {At}, but only " +
                $"{string.Join(", ", Types.Keys)} can be " +
                                             "read. Convert it to float32 and save it again.");
    }

    int[] Dimensions(string name)
    {
        Expect(JsonTokenType.StartArray, $"the shape of tensor '{name}' is a list");
        var dims = new List<int>();
        while (Next() != JsonTokenType.EndArray)
        {
            if (dims.Count == MostDimensions)
                throw Wrong(At, $"tensor '{name}' has more than {MostDimensions} dimensions", $"it may have {MostDimensions}");
            dims.Add(_json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out var dim) && dim >= 0
                ? dim
                : throw Wrong(At, $"a dimension of tensor '{name}' is something else", $"it is a whole number from 0 to {int.MaxValue}"));
        }
        return [.. dims];
    }

    (long Begin, long End) Offsets(string name)
    {
        Expect(JsonTokenType.StartArray, $"the data_offsets of tensor '{name}' are a list");
        var begin = Offset(name);
        var end = Offset(name);
        Expect(JsonTokenType.EndArray, $"the data_offsets of tensor '{name}' are two numbers");
        return (begin, end);
    }

    long Offset(string name)
    {
        var number = $"a data_offset of tensor '{name}' is a whole number, 0 or more";
        Expect(JsonTokenType.Number, number);
        return _json.TryGetInt64(out var offset) && offset >= 0 ? offset : throw Wrong(At, "another number stands there", number);
    }

    readonly long Bytes(string name, ElementType type, int[] shape, long at)
    {
        var bytes = (long)type.Size();
        foreach (var dim in shape)
        {
            bytes *= dim; // both below 2³¹
            if (bytes > Array.MaxLength)
                throw Wrong(at, $"tensor '{name}' has elements of {bytes} bytes or more", $"a tensor may have {Array.MaxLength}");
        }
        return bytes;
    }

    JsonTokenType Next() => _json.Read()
        ? _json.TokenType
        : throw Wrong(SafeTensorsFile.LengthBytes + text.Length, "the header ends", "an object is still open");

    // The next key of an object, or null at its end: the reader lets nothing else follow.
    string? NextKey() => Next() == JsonTokenType.PropertyName ? _json.GetString() : null;

    void Expect(JsonTokenType type, string expected)
    {
        if (Next() != type) throw Wrong(At, "something else stands there", expected);
    }

    readonly InvalidDataException Wrong(long at, string came, string expected) => Damaged.File(path, at, came, expected);
}
