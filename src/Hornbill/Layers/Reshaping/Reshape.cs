using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>The same values under another shape; one dimension may be −1 and is worked out.</summary>
/// <example><code>new Reshape(28, 28, 1)</code></example>
public sealed class Reshape : Layer
{
    readonly int[] _target;

    /// <summary>The shape wanted, without the batch.</summary>
    /// <exception cref="ArgumentException">A dimension is neither positive nor −1, or more than one is −1.</exception>
    public Reshape(params ReadOnlySpan<int> targetShape)
    {
        _target = targetShape.ToArray();
        if (_target.Length == 0 || _target.Any(d => d is < 1 and not -1) || _target.Count(d => d == -1) > 1)
            throw new ArgumentException($"Reshape got ({string.Join(", ", _target)}) but needs positive dimensions, of which one may be −1. Correct the shape.");
    }

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("target_shape", _target);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var known = _target.Where(d => d > 0).Aggregate(1L, (a, d) => Math.Min(a * d, int.MaxValue + 1L));
        var free = _target.Contains(-1);
        if (free ? input.Shape.Elements % known != 0 : input.Shape.Elements != known)
            throw BadInput(input.Shape, $"{(free ? "a multiple of " : "")}{known} values for ({string.Join(", ", _target)})", "Give it a shape with as many values.");
        return Node(new Graph.Ops.View(Shape.Create([.. _target.Select(d => d > 0 ? d : (int)(input.Shape.Elements / known))])), input);
    }
}
