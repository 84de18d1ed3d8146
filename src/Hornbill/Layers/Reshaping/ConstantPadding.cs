using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>A number around each sample, before and behind each of its dimensions.</summary>
/// <example><code>new ConstantPadding([1, 1, 0], [1, 1, 0], value: -1)   // a rim of −1 around an image</code></example>
public sealed class ConstantPadding : Layer
{
    const int Most = 4096;

    readonly int[] _before, _after;
    readonly double _value;

    /// <summary>With numbers of elements for each dimension of a sample.</summary>
    /// <param name="before">How many are in front.</param>
    /// <param name="after">How many are behind.</param>
    /// <param name="value">What they are; 0 by default.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public ConstantPadding(int[] before, int[] after, double value = 0, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        (_before, _after, _value) = ([.. before], [.. after], value);
        if (before.Length is 0 or > Kernels.Box.MostDimensions || after.Length != before.Length
            || before.Concat(after).Any(n => n is < 0 or > Most) || !double.IsFinite(value))
            throw new ArgumentException(
                $"ConstantPadding got ({string.Join(", ", before)}) before, ({string.Join(", ", after)}) after and the value {value} but " +
                $"needs as many of both, each from 0 to {Most}, and a finite value. Give one of each for each dimension.");
    }

    internal static Layer From(Config c) => new ConstantPadding(c.Ints("before"), c.Ints("after"), c.Double("value"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("before", _before).Set("after", _after).Set("value", _value);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var x = input.Shape;
        if (x.Rank != _before.Length)
            throw BadInput(x, $"{_before.Length} dimensions, as it has numbers", "Give a number before and after for each dimension.");
        if (x.Select((n, d) => (double)n + _before[d] + _after[d]).Aggregate(1.0, (a, n) => a * n) > int.MaxValue)
            throw BadInput(x, $"one of {int.MaxValue} values at most when it is padded", "Use a smaller padding, or input.");
        return _value == 0 ? Zeros(input, _before, _after) : Enumerable.Range(0, x.Rank).Aggregate(input, Along);
    }

    Node Zeros(Node x, int[] before, int[] after)
    {
        var shape = Shape.Create([.. x.Shape.Select((n, d) => n + before[d] + after[d])]);
        return Node(new Rearrangement("padding", shape, [.. x.Shape.Select((n, d) => Move.Along(n, d, d))], to: before), x);
    }

    // Zeros along one dimension, and the value added where they are.
    Node Along(Node x, int dimension)
    {
        var (before, after, size) = (_before[dimension], _after[dimension], x.Shape[dimension]);
        if (before + after == 0) return x;
        int[] Only(int n) => [.. x.Shape.Select((_, d) => d == dimension ? n : 0)];
        float[] values = [.. Enumerable.Range(0, before + size + after).Select(i => i >= before && i < before + size ? 0 : (float)_value)];
        var shape = Shape.Create([.. x.Shape.Select((_, d) => d == dimension ? values.Length : 1)]);
        var rim = Node(new Constant(shape, values));
        return Node(new BroadcastMerge("value around", PairFunction.Sum), Zeros(x, Only(before), Only(after)), rim);
    }
}
