using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>A part of each sample: in each dimension the elements from a start up to an end, every so many. As NumPy's
/// <c>x[start:end:step]</c>,
/// numbers below 0 count from the end, and what lies beyond it is cut off. Steps are positive.</summary>
/// <example><code>new Slice([0, 0, 1], [28, 28, 2])   // the second of three channels</code></example>
public sealed class Slice : Layer
{
    readonly int[] _starts, _ends, _steps;

    /// <summary>With a start and an end for each dimension of a sample.</summary>
    /// <param name="starts">The first elements.</param>
    /// <param name="ends">The first elements that are left out; <see cref="int.MaxValue"/> for none.</param>
    /// <param name="steps">How far elements are apart; 1 by default.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public Slice(int[] starts, int[] ends, int[]? steps = null, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(ends);
        (_starts, _ends, _steps) = ([.. starts], [.. ends], [.. steps ?? [.. starts.Select(_ => 1)]]);
        if (_starts.Length is 0 or > Kernels.Box.MostDimensions || _ends.Length != _starts.Length || _steps.Length != _starts.Length
            || _steps.Any(s => s < 1))
            throw new ArgumentException(
                $"Slice got {_starts.Length} starts, {_ends.Length} ends and the steps ({string.Join(", ", _steps)}) but needs as many " +
                $"of each, {Kernels.Box.MostDimensions} at most, and steps of at least 1. Give one of each for each dimension.");
    }

    internal static Layer From(Config c) => new Slice(c.Ints("starts"), c.Ints("ends"), c.Ints("steps"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("starts", _starts).Set("ends", _ends).Set("steps", _steps);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (input.Shape.Rank != _starts.Length)
            throw BadInput(input.Shape, $"{_starts.Length} dimensions, as it has starts", "Give a start and an end for each dimension.");
        int[] from = [.. input.Shape.Select((n, d) => Within(_starts[d], n))], to = [.. input.Shape.Select((n, d) => Within(_ends[d], n))];
        int[] counts = [.. from.Select((f, d) => (int)(((long)to[d] - f + _steps[d] - 1) / _steps[d]))];
        if (counts.Any(c => c < 1)) throw BadInput(input.Shape,
            $"one of which ({string.Join(", ", _starts)}) to ({string.Join(", ", _ends)}) leaves something",
                "Use a larger part, or input.");
        return Node(new Rearrangement("slice", Shape.Create(counts), [.. counts.Select((n, d) =>
            new Move(n, d, _steps[d], d, 1))], from), input);
    }

    static int Within(int at, int size) => Math.Clamp(at < 0 ? at + size : at, 0, size);
}
