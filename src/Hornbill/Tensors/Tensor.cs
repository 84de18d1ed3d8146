namespace Hornbill.Tensors;

/// <summary>Floats with a shape, row-major, in an ordinary array: what goes into a model and comes out of it.</summary>
/// <example><code>var x = new Tensor([2, 28, 28, 1]); x[0, 14, 14, 0] = 1f;</code></example>
public sealed partial class Tensor
{
    /// <summary>A tensor of zeros.</summary>
    /// <param name="shape">Its dimensions.</param>
    public Tensor(Shape shape) : this(shape, new float[shape.Elements]) { }

    /// <summary>A tensor over an existing array, which is not copied.</summary>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="data">As many values, last dimension fastest.</param>
    /// <exception cref="ArgumentException">The array's length is not the shape's number of elements.</exception>
    public Tensor(Shape shape, float[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Length != shape.Elements)
            throw new ArgumentException($"A tensor of shape {shape} got {data.Length} values but needs {shape.Elements}. " +
                                        "Give the array that length, or the shape that fits it.", nameof(data));
        Shape = shape;
        Data = data;
    }

    /// <summary>The dimensions; for a batch the first is the number of samples.</summary>
    public Shape Shape { get; }

    /// <summary>The values, last dimension fastest.</summary>
    public float[] Data { get; }

    /// <summary>One element by its indices, one for each dimension.</summary>
    /// <param name="index">From 0 each.</param>
    /// <exception cref="ArgumentException">There are not as many as dimensions, or one is out of range.</exception>
    public float this[params ReadOnlySpan<int> index]
    {
        get => Data[Offset(index)];
        set => Data[Offset(index)] = value;
    }

    /// <summary>The values of sample <paramref name="index"/> of the first dimension; writing to them changes the tensor.</summary>
    /// <param name="index">From 0.</param>
    public Span<float> Row(int index)
    {
        var length = Data.Length / Shape[0];
        return Data.AsSpan(index * length, length);
    }

    /// <summary>The same values, which both then share, under another shape.</summary>
    /// <param name="shape">As many elements; one dimension may be −1: what is left.</param>
    /// <exception cref="ArgumentException">The numbers of elements differ.</exception>
    /// <example><code>images.Reshape([-1, 784])</code></example>
    public Tensor Reshape(Shape shape)
    {
        var dims = shape.ToArray();
        var (open, rest) = (Array.IndexOf(dims, -1), dims.Where(d => d != -1).Aggregate(1L, (a, d) => a * d));
        if (open >= 0 && rest > 0 && Data.Length % rest == 0) dims[open] = (int)(Data.Length / rest);
        if (dims.Any(d => d < 0))
            throw new ArgumentException(
                $"A tensor of shape {Shape} was to have the shape {shape} but that does not divide its {Data.Length} values. Give " +
                $"another shape.");
        return new(Shape.Create(dims), Data);
    }

    int Offset(ReadOnlySpan<int> index)
    {
        if (index.Length != Shape.Rank)
            throw new ArgumentException($"A tensor of shape {Shape} got {index.Length} indices but needs {Shape.Rank}. " +
                                        "Give one index for each dimension.", nameof(index));
        var offset = 0;
        for (var i = 0; i < index.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index[i]);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index[i], Shape[i]);
            offset = (offset * Shape[i]) + index[i];
        }
        return offset;
    }
}
