using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>Numbers that lie outside of the pickle, which several tensors may look at.</summary>
/// <param name="Key">What the file calls them.</param>
/// <param name="Type">Of each number.</param>
/// <param name="Elements">How many there are.</param>
sealed record PyTorchStorage(string Key, ElementType Type, long Elements)
{
    public long Bytes => Elements * Type.Size();
}

/// <summary>A tensor as a pickle describes it: a view of a storage.</summary>
/// <param name="Storage">Where its numbers lie.</param>
/// <param name="Offset">Of its first one, in numbers.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Strides">Numbers from one to the next, along each dimension.</param>
sealed record PyTorchView(PyTorchStorage Storage, long Offset, Shape Shape, long[] Strides)
{
    /// <summary>Numbers from its first to its last one.</summary>
    public long Span => Shape.Elements == 0 ? 0 : 1 + Shape.Select((size, d) => (size - 1) * Strides[d]).Sum();

    /// <summary>Whether its numbers lie in the order of rows, without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var d = Shape.Rank - 1; d >= 0; expected *= Shape[d--])
                if (Shape[d] > 1 && Strides[d] != expected) return false;
            return true;
        }
    }
}

/// <summary>What PyTorch's files name: dictionaries, storages of numbers, and tensors that are views of them.</summary>
sealed class StateDictPickle : PickleTypes
{
    const int MostDimensions = 16;

    // torch.FloatStorage and its kin.
    static readonly Dictionary<string, ElementType> Storages = new()
    {
        ["torch FloatStorage"] = ElementType.F32,
        ["torch DoubleStorage"] = ElementType.F64,
        ["torch HalfStorage"] = ElementType.F16,
        ["torch BFloat16Storage"] = ElementType.BF16,
        ["torch LongStorage"] = ElementType.I64,
        ["torch IntStorage"] = ElementType.I32,
        ["torch ShortStorage"] = ElementType.I16,
        ["torch CharStorage"] = ElementType.I8,
        ["torch ByteStorage"] = ElementType.U8,
        ["torch BoolStorage"] = ElementType.Bool,
    };

    // Beside them: tensors, containers, types, and single numbers that trainings keep with the weights.
    static readonly HashSet<string> Known =
    [
        .. Storages.Keys, "collections OrderedDict", "torch Size", "torch device",
        "torch._utils _rebuild_tensor", "torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter",
        "torch float32", "torch float64", "torch float16", "torch bfloat16", "torch int64", "torch int32", "torch int16", "torch int8",
        "torch uint8", "torch bool",
        "numpy.core.multiarray scalar", "numpy._core.multiarray scalar", "numpy dtype", "_codecs encode",
    ];

    /// <summary>The storages that were named, by their keys.</summary>
    public Dictionary<string, PyTorchStorage> Named { get; } = new(StringComparer.Ordinal);

    public override string Kind => "a state dict";

    public override string Allowed => "tensors, numbers, texts and dictionaries of them are all that is read";

    public override string Fix => "Save model.state_dict() in PyTorch, rather than the model.";

    public override bool Knows(string name) => Known.Contains(name);

    public override object? Make(string name, object[] arguments) => name switch
    {
        "collections OrderedDict" => Ordered(arguments),
        "torch._utils _rebuild_tensor" or "torch._utils _rebuild_tensor_v2" => Tensor(arguments),
        "torch._utils _rebuild_parameter" => arguments is [PyTorchView view, ..] ? view : null,
        "torch Size" => arguments is [object[] sizes] ? sizes : null,
        _ => Storages.ContainsKey(name) ? null : new PickleName(name), // a number or a type that nobody asks for
    };

    // What a dictionary or a type has beside its content says nothing of weights.
    public override bool Fill(object made, object state) => made is OrderedDictionary<string, object> or PickleName;

    /// <summary>('storage', its type, its key, the device, how many): the older form has a view behind it.</summary>
    public override object? Outside(object[] key)
    {
        if (key is not [var word, PickleName { Text: var name }, var id, _, long elements, ..] || PickleReader.AsText(word) != "storage"
            || !Storages.TryGetValue(name, out var type)) return null;
        if (key.Length > 5 && key[5] != PickleReader.None)
            throw new PickleFault("a storage that is part of another is asked for", "each is its own in files since PyTorch 0.4");
        if (elements is < 0 or > int.MaxValue)
            throw new PickleFault($"a storage has {elements} numbers", $"it may have {int.MaxValue}");
        var storage = new PyTorchStorage(PickleReader.AsText(id), type, elements);
        return Named.TryAdd(storage.Key, storage) || Named[storage.Key] == storage ? Named[storage.Key]
            : throw new PickleFault($"storage '{storage.Key}' comes as another one", "it is described once");
    }

    static OrderedDictionary<string, object> Ordered(object[] arguments)
    {
        var made = new OrderedDictionary<string, object>();
        if (arguments is not [List<object> pairs]) return made;
        foreach (var pair in pairs)
        {
            var (key, value) = pair switch
            {
                object[] and [var k, var v] => (k, v),
                List<object> and [var k, var v] => (k, v),
                _ => throw new PickleFault("a dictionary is made of something else", "pairs of a key and a value are expected"),
            };
            made[PickleReader.AsText(key)] = value;
        }
        return made;
    }

    static PyTorchView? Tensor(object[] arguments)
    {
        if (arguments is not [PyTorchStorage storage, long offset, object[] sizes, object[] strides, ..]) return null;
        if (sizes.Length != strides.Length || sizes.Length > MostDimensions)
            throw new PickleFault($"a tensor has {sizes.Length} dimensions and {strides.Length} strides",
                $"it may have {MostDimensions}, each with a stride");
        var view = new PyTorchView(storage, offset, Sizes(sizes, storage), [.. strides.Select(Stride)]);
        if (offset < 0 || offset > storage.Elements || view.Span > storage.Elements - offset)
            throw new PickleFault(
                $"a tensor of shape {view.Shape} begins at number {offset} of storage '{storage.Key}' and spans {view.Span}",
                $"the storage has {storage.Elements}");
        return view;
    }

    // One that repeats numbers by a stride of 0 could be as large as it likes.
    static Shape Sizes(object[] sizes, PyTorchStorage storage)
    {
        var (dims, elements) = (new int[sizes.Length], 1L);
        for (var d = 0; d < dims.Length; d++)
        {
            dims[d] = sizes[d] is long size and >= 0 and <= int.MaxValue ? (int)size
                : throw new PickleFault("a tensor has a strange dimension", "each is a whole number, 0 or more");
            elements = dims[d] == 0 ? 0 : Math.Min(elements * dims[d], long.MaxValue >> 32);
        }
        return elements <= storage.Elements ? Shape.Create(dims)
            : throw new PickleFault($"a tensor needs {elements:N0} numbers",
                $"storage '{storage.Key}' has {storage.Elements:N0}, and expanded tensors are saved by clone()");
    }

    static long Stride(object stride) => stride is long value and >= 0 and <= int.MaxValue ? value
        : throw new PickleFault("a tensor has a strange stride", "each is a whole number, 0 or more");
}
