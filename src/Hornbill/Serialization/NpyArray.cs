using System.Numerics;
using System.Runtime.InteropServices;
using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>An array as NumPy stores it: numbers of one type with a shape, last dimension fastest.</summary>
/// <example><code>var features = NpyArray.Read("features.npy").ToTensor();</code></example>
public sealed class NpyArray
{
    readonly ElementType _type;
    readonly float[]? _floats; // of float32
    readonly byte[]? _bytes;   // of any other type, in the processor's order

    NpyArray(ElementType type, Shape shape, float[]? floats, byte[]? bytes) =>
        (_type, Shape, _floats, _bytes) = (type, shape, floats, bytes);

    /// <summary>An array of float32 over a tensor, which is not copied.</summary>
    /// <param name="tensor">Its values.</param>
    public NpyArray(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        (_type, Shape, _floats) = (ElementType.F32, tensor.Shape, tensor.Data);
    }

    /// <summary>An array of uint8, such as images or labels, which is not copied.</summary>
    /// <param name="shape">Of the array.</param>
    /// <param name="values">Row by row.</param>
    /// <exception cref="ArgumentException">The shape needs another number of values.</exception>
    public NpyArray(Shape shape, byte[] values) => (_type, Shape, _bytes) = (ElementType.U8, Checked(shape, values), values);

    /// <summary>An array of int64, such as labels.</summary>
    /// <param name="shape">Of the array.</param>
    /// <param name="values">Row by row.</param>
    /// <exception cref="ArgumentException">The shape needs another number of values.</exception>
    public NpyArray(Shape shape, long[] values) =>
        (_type, Shape, _bytes) = (ElementType.I64, Checked(shape, values), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>The dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>NumPy's code of its type in the file's order of bytes left out: <c>f4</c>, <c>u1</c>, <c>i8</c>.</summary>
    public string Type => NpyHeader.Codes.First(c => c.Value == _type).Key;

    /// <summary>Reads an .npy file.</summary>
    /// <param name="path">A <c>.npy</c> file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something other than numbers.</exception>
    public static NpyArray Read(string path)
    {
        using var file = File.OpenRead(path);
        FileKind.Check(file, path, "an .npy file", FileKind.Npy);
        return Read(new NpyContent(file, path, "", file.Length));
    }

    /// <summary>Writes an .npy file, aside and then renamed.</summary>
    /// <param name="path">Where it is written: aside, then renamed.</param>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>The values as floats; of float32 they share the memory.</summary>
    public Tensor ToTensor() => _floats is not null ? new(Shape, _floats) : new(Shape, Values<float>());

    /// <summary>The values of an array of uint8 or bool; they share the memory.</summary>
    /// <exception cref="InvalidOperationException">It is of another type.</exception>
    public byte[] ToBytes() => _type is ElementType.U8 or ElementType.Bool ? _bytes! : throw Other("u1 or b1");

    /// <summary>The values of an array of whole numbers.</summary>
    /// <exception cref="InvalidOperationException">It is of floats.</exception>
    public long[] ToInt64() => _type is ElementType.F16 or ElementType.F32 or ElementType.F64 ? throw Other("whole numbers")
        : Values<long>();

    internal long Bytes => (long)Shape.Elements * _type.Size();

    internal void Write(Stream to)
    {
        to.Write(NpyHeader.Compose(_type, Shape));
        if (_floats is not null) to.Write(LittleEndian.Bytes(_floats));
        else
        {
            var bytes = BitConverter.IsLittleEndian ? _bytes! : [.. _bytes!];
            Elements.Order(_type, bytes, littleEndian: true);
            to.Write(bytes);
        }
    }

    internal static NpyArray Read(NpyContent content)
    {
        var header = NpyHeader.Read(content);
        var (type, shape) = (header.Type, header.Shape);
        return type == ElementType.F32
            ? new(type, shape, Values<float>(content, header, 1), null)
            : new(type, shape, null, Values<byte>(content, header, type.Size()));
    }

    /// <param name="content">What is read.</param>
    /// <param name="header">What is said of it.</param>
    /// <param name="width">T's for each element.</param>
    static T[] Values<T>(NpyContent content, NpyHeader header, int width) where T : unmanaged
    {
        var values = Fill<T>(content, header.Shape.Elements * width);
        content.End();
        Elements.Order(header.Type, MemoryMarshal.AsBytes(values.AsSpan()), header.LittleEndian);
        return header.Fortran && header.Shape.Rank > 1 ? RowMajor(values, header.Shape, width) : values;
    }

    // Who reads what is packed has held the length against what the file may unpack to.
    static T[] Fill<T>(NpyContent content, int count) where T : unmanaged
    {
        var values = new T[count];
        content.Fill(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    // Counts through the elements in the order of rows, and steps through the columns beside.
    static T[] RowMajor<T>(T[] from, Shape shape, int width)
    {
        var (to, index, strides, at) = (new T[from.Length], new int[shape.Rank], new int[shape.Rank], 0);
        for (var (d, stride) = (0, width); d < shape.Rank; stride *= shape[d++]) strides[d] = stride;
        for (var i = 0; i < to.Length; i += width)
        {
            from.AsSpan(at, width).CopyTo(to.AsSpan(i));
            for (var d = shape.Rank - 1; d >= 0; d--)
            {
                at += strides[d];
                if (++index[d] < shape[d]) break;
                at -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
        return to;
    }

    T[] Values<T>() where T : unmanaged, INumberBase<T>
    {
        var values = new T[Shape.Elements];
        Elements.To(_type, _bytes!, values);
        return values;
    }

    static Shape Checked(Shape shape, Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Length == shape.Elements ? shape : throw new ArgumentException(
            $"An array of shape {shape} got {values.Length} values but needs {shape.Elements}. Give the shape that fits them.",
                nameof(values));
    }

    InvalidOperationException Other(string needed) =>
        new($"An array of {Type} was asked for its values as {needed} but they are not. Use ToTensor().");
}
