using Hornbill.Serialization;
using Hornbill.Tensors;
using static Hornbill.Keras.Hdf5.Hdf5Bytes;

namespace Hornbill.Keras.Hdf5;

/// <summary>A data set of numbers: its shape now, its values when they are asked for.</summary>
sealed class Hdf5Dataset
{
    readonly Hdf5Bytes _bytes;
    readonly Hdf5Type _type;
    readonly Hdf5Message _layout;
    readonly Hdf5Filters _filters;
    readonly long _at;

    public Hdf5Dataset(Hdf5Bytes bytes, long at)
    {
        (_bytes, _at) = (bytes, at);
        var messages = Hdf5Header.Read(bytes, at);
        Hdf5Message Of(Hdf5MessageType type) => messages.FirstOrDefault(m => m.Type == type)
            ?? throw bytes.Wrong(at, $"an object without {type} begins there", "a data set has one");
        var (type, space) = (Of(Hdf5MessageType.Datatype), Of(Hdf5MessageType.Dataspace));
        _layout = Of(Hdf5MessageType.Layout);
        _type = Hdf5Type.Read(bytes, type.Data, type.At);
        if (_type.Number is null) throw bytes.Wrong(at, "a data set of texts begins there", "one of numbers is expected");
        Shape = Shape.Create(Hdf5Space.Read(bytes, space.Data, space.At));
        _filters = new(bytes, messages.FirstOrDefault(m => m.Type == Hdf5MessageType.Filters));
    }

    public Shape Shape { get; }

    /// <summary>NumPy's word for the numbers.</summary>
    public string Type => _type.Number switch
    {
        ElementType.F32 => "float32",
        ElementType.F64 => "float64",
        ElementType.F16 => "float16",
        ElementType.BF16 => "bfloat16",
        ElementType.Bool => "bool",
        var whole => (whole!.Value.ToString()[0] == 'U' ? "uint" : "int") + whole.Value.ToString()[1..],
    };

    public static bool IsAt(Hdf5Bytes bytes, long at) => Hdf5Header.Read(bytes, at).Any(m => m.Type == Hdf5MessageType.Layout);

    long Bytes => (long)Shape.Elements * _type.Size;

    /// <summary>Its values as the nearest float32.</summary>
    public Tensor Read()
    {
        var raw = Raw();
        Elements.Order(_type.Number!.Value, raw, _type.LittleEndian);
        var tensor = new Tensor(Shape);
        Elements.To<float>(_type.Number.Value, raw, tensor.Data);
        return tensor;
    }

    byte[] Raw()
    {
        var data = _layout.Data;
        if (data.Length < 2 || data[0] is not (3 or 4) || (data[0] == 4 && data[1] == 2))
            throw _bytes.Wrong(_layout.At, $"a layout of version {(data.Length > 0 ? data[0] : 0)} stands there",
                "version 3 can be read, and what lies in one piece of version 4", "Save the file with h5py's standard libver.");
        if (Bytes > Packing.Most(_bytes.Length))
            throw _bytes.Wrong(_at, $"a data set of {Bytes:N0} bytes begins there",
                $"{Packing.Most(_bytes.Length):N0} at most are taken for a file of {_bytes.Length:N0}");
        return data[1] switch
        {
            0 when data.Length >= 4 && U16(data, 2) is var size && size == Bytes && data.Length >= 4 + size => data[4..(4 + size)],
            1 when data.Length >= 18 => Contiguous(data),
            2 when data.Length >= 11 + (4 * Rank(data)) => new Hdf5Chunks(_bytes, _filters, Shape, _type.Size, data, _layout.At).Read(),
            _ => throw _bytes.Wrong(_layout.At, $"a layout of class {data[1]} and {data.Length} bytes stands there",
                $"one that holds {Bytes} bytes is expected"),
        };
    }

    static int Rank(byte[] data) => data[2];

    // Nothing was written where there is no place: zeros.
    byte[] Contiguous(byte[] data) =>
        IsUndefined(data, 2) && Bytes <= _bytes.Length ? new byte[Bytes]
        : I64(data, 10) == Bytes || (data[0] == 4 && I64(data, 10) >= Bytes) ? _bytes.At(I64(data, 2), Bytes, "a data set")
        : throw _bytes.Wrong(_layout.At, $"a data set has {I64(data, 10)} bytes", $"{Shape} of {_type.Number} takes {Bytes}");
}
