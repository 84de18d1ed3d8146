using Hornbill.Serialization;
using static Hornbill.Keras.Hdf5.Hdf5Bytes;

namespace Hornbill.Keras.Hdf5;

/// <summary>What each element of a data set or an attribute is: a number, or a text of fixed or variable length.</summary>
/// <param name="Number">The number; null for a text.</param>
/// <param name="Size">Bytes of each.</param>
/// <param name="LittleEndian">Whether the lowest byte is first.</param>
/// <param name="IsVariable">Whether a text lies elsewhere and has a length of its own.</param>
sealed record Hdf5Type(ElementType? Number, int Size, bool LittleEndian = true, bool IsVariable = false)
{
    const int Least = 8;

    public static Hdf5Type Read(Hdf5Bytes bytes, ReadOnlySpan<byte> data, long at)
    {
        if (data.Length < Least) throw bytes.Wrong(at, "a type ends there", $"it has {Least} bytes at least");
        var (kind, flags, size) = (data[0] & 15, data[1], U32(data, 4));
        if (size is 0 or > 1 << 20) throw bytes.Wrong(at, $"elements have {size} bytes", "they have 1 to 1,048,576");
        var number = kind switch
        {
            0 => Whole((int)size, (flags & 8) != 0),
            1 when data.Length >= 20 => Float((int)size, data[12], data[13]),
            5 => size == 2 ? ElementType.BF16 : null, // h5py knows no bfloat16
            8 => size == 1 ? ElementType.U8 : null,   // true and false
            _ => null,
        };
        if (number is { } n) return new(n, (int)size, kind > 1 || (flags & 1) == 0);
        return kind switch
        {
            3 => new(null, (int)size),
            9 when (flags & 15) == 1 && size == 16 => new(null, 16, IsVariable: true),
            _ => throw bytes.Wrong(at, $"a type of class {kind} and {size} bytes stands there", "numbers and texts can be read",
                "Save the model again with plain weights."),
        };
    }

    static ElementType? Whole(int size, bool signed) => (size, signed) switch
    {
        (1, true) => ElementType.I8,
        (1, false) => ElementType.U8,
        (2, true) => ElementType.I16,
        (2, false) => ElementType.U16,
        (4, true) => ElementType.I32,
        (4, false) => ElementType.U32,
        (8, true) => ElementType.I64,
        (8, false) => ElementType.U64,
        _ => null,
    };

    // By where the exponent lies, and how long it is.
    static ElementType? Float(int size, byte at, byte bits) => (size, at, bits) switch
    {
        (2, 10, 5) => ElementType.F16,
        (2, 7, 8) => ElementType.BF16,
        (4, 23, 8) => ElementType.F32,
        (8, 52, 11) => ElementType.F64,
        _ => null,
    };
}
