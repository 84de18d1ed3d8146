using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Hornbill.Serialization;

/// <summary>Numbers as files hold them.</summary>
enum ElementType
{
    Bool, U8, I8, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64,
}

/// <summary>Sizes, names and values of <see cref="ElementType"/>.</summary>
static class Elements
{
    /// <summary>Bytes of one.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.U8 or ElementType.I8 => 1,
        ElementType.U16 or ElementType.I16 or ElementType.F16 or ElementType.BF16 => 2,
        ElementType.U32 or ElementType.I32 or ElementType.F32 => 4,
        _ => 8,
    };

    /// <summary>Turns the bytes of each element around, where the file has another order than the processor.</summary>
    public static void Order(ElementType type, Span<byte> bytes, bool littleEndian)
    {
        if (littleEndian == BitConverter.IsLittleEndian) return;
        if (type.Size() == 2) Turn(MemoryMarshal.Cast<byte, short>(bytes), BinaryPrimitives.ReverseEndianness);
        else if (type.Size() == 4) Turn(MemoryMarshal.Cast<byte, int>(bytes), BinaryPrimitives.ReverseEndianness);
        else if (type.Size() == 8) Turn(MemoryMarshal.Cast<byte, long>(bytes), BinaryPrimitives.ReverseEndianness);
    }

    delegate void Reverse<T>(ReadOnlySpan<T> from, Span<T> to);

    static void Turn<T>(Span<T> values, Reverse<T> reverse) => reverse(values, values);

    /// <summary>The elements, in the processor's order of bytes, as the nearest T; a float's fraction is cut off where T has
    /// none.</summary>
    public static void To<T>(ElementType type, ReadOnlySpan<byte> from, Span<T> to) where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case ElementType.F32: Convert<float, T>(from, to); break;
            case ElementType.F16: Convert<Half, T>(from, to); break;
            case ElementType.BF16: Brain(from, to); break;
            case ElementType.F64: Convert<double, T>(from, to); break;
            case ElementType.I8: Convert<sbyte, T>(from, to); break;
            case ElementType.I16: Convert<short, T>(from, to); break;
            case ElementType.U16: Convert<ushort, T>(from, to); break;
            case ElementType.I32: Convert<int, T>(from, to); break;
            case ElementType.U32: Convert<uint, T>(from, to); break;
            case ElementType.I64: Convert<long, T>(from, to); break;
            case ElementType.U64: Convert<ulong, T>(from, to); break;
            default: Convert<byte, T>(from, to); break;
        }
    }

    static void Convert<F, T>(ReadOnlySpan<byte> from, Span<T> to) where F : unmanaged, INumberBase<F> where T : unmanaged, INumberBase<T>
    {
        var values = MemoryMarshal.Cast<byte, F>(from);
        for (var i = 0; i < to.Length; i++) to[i] = T.CreateTruncating(values[i]);
    }

    // The upper half of a float.
    static void Brain<T>(ReadOnlySpan<byte> from, Span<T> to) where T : unmanaged, INumberBase<T>
    {
        var values = MemoryMarshal.Cast<byte, ushort>(from);
        for (var i = 0; i < to.Length; i++) to[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)values[i] << 16));
    }
}
