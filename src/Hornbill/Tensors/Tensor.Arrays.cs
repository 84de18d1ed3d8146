using System.Diagnostics.CodeAnalysis;

namespace Hornbill.Tensors;

/// <content>Tensors of arrays of any kind of number, and arrays of tensors.</content>
public sealed partial class Tensor
{
    /// <summary>A copy of an array of numbers: <c>float[,]</c>, <c>byte[,,]</c>, <c>int[]</c>, <c>double[][]</c>, … with its dimensions.
    /// Truth values become 1 and 0.</summary>
    /// <param name="array">The array, of one to 32 dimensions, or jagged with rows of one length.</param>
    /// <exception cref="ArgumentException">Its elements are no numbers, or rows of a jagged array differ in length.</exception>
    /// <example><code>var images = Tensor.From(new byte[60000, 28, 28]);</code></example>
    public static Tensor From(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        var shape = ShapeOf(array);
        var tensor = new Tensor(Shape.Create([.. shape]));
        var rest = Fill(tensor.Data, array, [.. shape]); // the same as ShapeOf found
        return rest.IsEmpty ? tensor : throw new ArgumentException(
            $"A tensor got a jagged array whose first rows make {tensor.Shape} but others are shorter. Give rows of one length.");
    }

    /// <summary>Class indices, or any numbers, as a tensor (n,).</summary>
    /// <param name="values">The numbers.</param>
    public static Tensor From(IEnumerable<int> values) => From(values.Select(v => (float)v).ToArray());

    /// <summary>A tensor (n,) of numbers, which are copied.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(float[]? values) => values is null ? null : From(values);

    /// <summary>A tensor (n, m) of numbers, which are copied.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(float[,]? values) => values is null ? null : From(values);

    /// <summary>A tensor of three dimensions, which are copied.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(float[,,]? values) => values is null ? null : From(values);

    /// <summary>A tensor of four dimensions, which are copied.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(float[,,,]? values) => values is null ? null : From(values);

    /// <summary>A tensor (n, m) of rows of one length, which are copied.</summary>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentException">Their lengths differ.</exception>
    [return: NotNullIfNotNull(nameof(rows))]
    public static implicit operator Tensor?(float[][]? rows) => rows is null ? null : From(rows);

    /// <summary>A tensor (n,) of numbers, rounded to floats.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(double[]? values) => values is null ? null : From((Array)values);

    /// <summary>A tensor (n, m) of numbers, rounded to floats.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(double[,]? values) => values is null ? null : From(values);

    /// <summary>A tensor of three dimensions, rounded to floats.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(double[,,]? values) => values is null ? null : From(values);

    /// <summary>A tensor of four dimensions, rounded to floats.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(double[,,,]? values) => values is null ? null : From(values);

    /// <summary>A tensor (n, m) of rows of one length, rounded to floats.</summary>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentException">Their lengths differ.</exception>
    [return: NotNullIfNotNull(nameof(rows))]
    public static implicit operator Tensor?(double[][]? rows) => rows is null ? null : From(rows);

    /// <summary>A tensor (n,) of whole numbers: class indices.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(int[]? values) => values is null ? null : From((Array)values);

    /// <summary>A tensor (n, m) of whole numbers.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(int[,]? values) => values is null ? null : From(values);

    /// <summary>A tensor (n,) of bytes: labels.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(byte[]? values) => values is null ? null : From((Array)values);

    /// <summary>A tensor (n, m) of bytes.</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(byte[,]? values) => values is null ? null : From(values);

    /// <summary>A tensor of three dimensions of bytes: grey images (n, height, width).</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(byte[,,]? values) => values is null ? null : From(values);

    /// <summary>A tensor of four dimensions of bytes: images (n, height, width, channels).</summary>
    /// <param name="values">The numbers.</param>
    [return: NotNullIfNotNull(nameof(values))]
    public static implicit operator Tensor?(byte[,,,]? values) => values is null ? null : From(values);

    static List<int> ShapeOf(Array array)
    {
        List<int> shape = [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)];
        if (array.GetType().GetElementType()!.IsArray && array.Length > 0) shape.AddRange(ShapeOf(Row(array.Cast<Array?>().First())));
        return shape;
    }

    static Array Row(Array? row) => row ?? throw new ArgumentException(
        "A tensor got a jagged array with a row that is null but needs rows of one length. Give every row.");

    // Writes an array's numbers and returns the room that is left.
    static Span<float> Fill(Span<float> to, Array array, ReadOnlySpan<int> shape)
    {
        if (array is float[] floats && floats.Length <= to.Length)
        {
            floats.CopyTo(to);
            return to[floats.Length..];
        }
        foreach (var value in array)
        {
            if (value is Array or null)
            {
                var row = Row((Array?)value);
                var needed = shape[array.Rank..];
                for (var d = 0; d < row.Rank; d++)
                    if (row.GetLength(d) != needed[d])
                        throw new ArgumentException(
                            $"A tensor got a jagged array with rows of {needed[d]} and of {row.GetLength(d)} numbers but needs rows of " +
                            $"one length. Give them so.");
                to = Fill(to, row, needed);
            }
            else
            {
                to[0] = Number(value);
                to = to[1..];
            }
        }
        return to;
    }

    static float Number(object value) => value switch
    {
        byte n => n,
        int n => n,
        double n => (float)n,
        float n => n,
        bool n => n ? 1 : 0,
        sbyte or short or ushort or uint or long or ulong or decimal or Half =>
            Convert.ToSingle(value is Half h ? (float)h : value, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A tensor got an array of {value.GetType().Name} but needs numbers. Convert them first."),
    };
}
