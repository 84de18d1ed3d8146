using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>The dimensions in another order: the output's dimension i is the input's dimension dims[i], counted from 1.</summary>
/// <example><code>new Permute(2, 1) // (steps, features) to (features, steps)</code></example>
public sealed class Permute : Layer
{
    readonly int[] _dims;

    /// <summary>The input's dimensions, from 1, in the order of the output.</summary>
    /// <param name="dims">Dimensions from 1 on, in their new order.</param>
    /// <exception cref="ArgumentException">They are not the numbers from 1 on, each once, or too many.</exception>
    public Permute(params ReadOnlySpan<int> dims)
    {
        _dims = dims.ToArray();
        if (_dims.Length is 0 or > Box.MostDimensions || !_dims.Order().SequenceEqual(Enumerable.Range(1, _dims.Length)))
            throw new ArgumentException(
                $"Permute got ({string.Join(", ", _dims)}) but needs the numbers from 1 to at most {Box.MostDimensions}, each once. " +
                                        "Give the input's dimensions in the order wanted, such as 2, 1.");
    }

    /// <summary>The same with a name: <c>new Permute((2, 1))</c>, <c>new Permute([2, 1], name: "turn")</c>.</summary>
    /// <param name="dims">Dimensions from 1 on, in their new order.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">It is not such a shape.</exception>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public Permute(Tensors.Shape dims, string? name = null) : this(dims.ToArray()) => Label.Text = name ?? "";

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("dims", _dims);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => input.Shape.Rank == _dims.Length
        ? Node(Op(input.Shape, [.. _dims.Select(d => d - 1)]), input)
        : throw BadInput(input.Shape, $"{_dims.Length} dimensions", "Give each dimension of the input once.");

    /// <summary>The dimensions of <paramref name="x"/> in an order, counted from 0.</summary>
    internal static Op Op(Shape x, int[] order) =>
        new Rearrangement("permute", Shape.Create([.. order.Select(d => x[d])]), [.. order.Select((d, i) => Move.Along(x[d], d, i))]);
}
