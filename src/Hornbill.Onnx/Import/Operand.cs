using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Import;

/// <summary>A value of the graph that is read: numbers that the file knows, or what is made of an input.</summary>
abstract record Operand;

/// <summary>Numbers, floats or whole ones.</summary>
/// <param name="Dims">Their sizes.</param>
/// <param name="Floats">The floats; null where they are whole.</param>
/// <param name="Longs">The whole numbers; null where they are floats.</param>
sealed record Numbers(int[] Dims, float[]? Floats, long[]? Longs) : Operand
{
    /// <summary>Stands in shapes for the size of the batch, which no number has.</summary>
    public const long Batch = long.MinValue + 0x0BA7C4;

    public int Count => Floats?.Length ?? Longs!.Length;

    /// <summary>The numbers as floats, whatever they are.</summary>
    public float[] AsFloats() => Floats ?? [.. Longs!.Select(n => (float)n)];
}

/// <summary>What is made of an input, sample by sample. Its node may have the dimensions in another order than the file: there, images
/// lie with
/// the channels first.</summary>
/// <param name="Node">The node.</param>
/// <param name="Order">For each dimension of the node which of the file's it is, the batch not counted.</param>
/// <param name="IsFlat">Whether the file has all of them as one.</param>
sealed record Flow(Node Node, int[] Order, bool IsFlat = false) : Operand
{
    public int Rank => IsFlat ? 1 : Order.Length;

    /// <summary>The sizes of a sample in the file's order; −1 where one is not known.</summary>
    public int[] Dims
    {
        get
        {
            if (IsFlat) return [Node.Shape.IsKnown ? Node.Shape.Elements : -1];
            var dims = new int[Order.Length];
            for (var i = 0; i < dims.Length; i++) dims[Order[i]] = Node.Shape[i];
            return dims;
        }
    }

    /// <summary>The place of one of the file's dimensions in the node.</summary>
    public int Place(int dimension) => Array.IndexOf(Order, dimension);

    /// <summary>What is one for each of the file's dimensions, in the node's order.</summary>
    public T[] Lies<T>(IReadOnlyList<T> ofDimensions) => [.. Order.Select(d => ofDimensions[d])];

    /// <summary>The file's order.</summary>
    public static int[] Plain(int rank) => [.. Enumerable.Range(0, rank)];

    /// <summary>The channels, the first dimension of the file's, last.</summary>
    public static int[] Last(int rank) => [.. Enumerable.Range(1, rank - 1), 0];
}
