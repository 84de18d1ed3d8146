using System.Collections;
using System.Runtime.CompilerServices;

namespace Hornbill.Tensors;

/// <summary>The dimensions of a tensor, outermost first. Shapes of layers leave the batch dimension out: an image is
/// (height, width, channels).</summary>
/// <example><code>Shape image = [28, 28, 1];</code></example>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>A dimension that is not known before there are data; written as None.</summary>
    public const int Unknown = -1;

    readonly int[]? _dims;

    Shape(int[] dims) => _dims = dims;

    /// <summary>A shape of the given dimensions.</summary>
    /// <param name="dims">The dimensions.</param>
    public static Shape Create(params ReadOnlySpan<int> dims) => new(dims.ToArray());

    /// <summary>A shape of two dimensions, as Keras writes it: <c>(28, 28)</c>.</summary>
    /// <param name="dims">The dimensions.</param>
    public static implicit operator Shape((int, int) dims) => Create(dims.Item1, dims.Item2);

    /// <summary>A shape of three dimensions, as Keras writes it: <c>(28, 28, 1)</c>.</summary>
    /// <param name="dims">The dimensions.</param>
    public static implicit operator Shape((int, int, int) dims) => Create(dims.Item1, dims.Item2, dims.Item3);

    /// <summary>A shape of four dimensions, as Keras writes it: <c>(100, 28, 28, 1)</c>.</summary>
    /// <param name="dims">The dimensions.</param>
    public static implicit operator Shape((int, int, int, int) dims) => Create(dims.Item1, dims.Item2, dims.Item3, dims.Item4);

    /// <summary>Number of dimensions.</summary>
    public int Rank => _dims?.Length ?? 0;

    /// <inheritdoc/>
    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The size of one dimension; counted from the end with <c>shape[^1]</c>.</summary>
    /// <param name="index">Which dimension, from 0.</param>
    public int this[int index] => _dims![index];

    /// <summary>Number of dimensions, for indices from the end.</summary>
    public int Length => Rank;

    /// <summary>Number of elements: the product of the dimensions, 1 for a scalar.</summary>
    public int Elements
    {
        get
        {
            var n = 1;
            foreach (var d in _dims ?? []) n = d >= 0 ? checked(n * d) : throw new InvalidOperationException(
                $"The shape {this} was asked for its number of elements but must be known for that. Use it where data have given it " +
                $"sizes.");
            return n;
        }
    }

    /// <summary>Whether all dimensions are known.</summary>
    public bool IsKnown => (_dims ?? []).All(d => d != Unknown);

    /// <summary>Whether a shape is of this one's kind: the same where this one is known.</summary>
    /// <param name="other">The shape that was asked for.</param>
    public bool Fits(Shape other) => Rank == other.Rank && this.Zip(other).All(p => p.First == Unknown || p.First == p.Second);

    /// <summary>The dimensions as an array of their own.</summary>
    public int[] ToArray() => [.. _dims ?? []];

    /// <summary>This shape with one more dimension in front.</summary>
    /// <param name="dim">The dimension.</param>
    public Shape Prepend(int dim) => new([dim, .. _dims ?? []]);

    /// <summary>This shape without its first dimension.</summary>
    public Shape Tail() => new(_dims![1..]);

    /// <inheritdoc/>
    public bool Equals(Shape other) => (_dims ?? []).AsSpan().SequenceEqual(other._dims ?? []);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var d in _dims ?? []) hash.Add(d);
        return hash.ToHashCode();
    }

    /// <summary>Whether both have the same dimensions.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(b);

    /// <summary>Whether the dimensions differ.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(b);

    /// <summary>Written as Python does: (28, 28, 1), (10,), (None, None, 3).</summary>
    public override string ToString() => Rank == 1 ? $"({Text(this[0])},)" : $"({string.Join(", ", (_dims ?? []).Select(Text))})";

    internal static string Text(int dimension) => dimension == Unknown ? "None" : $"{dimension}";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_dims ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
