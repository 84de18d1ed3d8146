using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>The same values under another shape; one dimension may be −1 and is worked out.</summary>
/// <example><code>new Reshape(28, 28, 1)</code></example>
public sealed class Reshape : Layer
{
    readonly int[] _target;

    /// <summary>The shape wanted, without the batch.</summary>
    /// <param name="targetShape">Of one sample; −1 for what is left.</param>
    /// <exception cref="ArgumentException">A dimension is neither positive nor −1, or more than one is −1.</exception>
    public Reshape(params ReadOnlySpan<int> targetShape)
    {
        _target = targetShape.ToArray();
        if (_target.Length == 0 || _target.Any(d => d is < 1 and not -1) || _target.Count(d => d == -1) > 1)
            throw new ArgumentException(
                $"Reshape got ({string.Join(", ", _target)}) but needs positive dimensions, of which one may be −1. Correct the shape.");
    }

    /// <summary>The same with a name: <c>new Reshape((7, 7, 64))</c>, <c>new Reshape([784], name: "flat")</c>.</summary>
    /// <param name="targetShape">Of one sample; −1 for what is left.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">It is not such a shape.</exception>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public Reshape(Tensors.Shape targetShape, string? name = null) : this(targetShape.ToArray()) => Label.Text = name ?? "";

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("target_shape", _target);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var known = _target.Where(d => d > 0).Aggregate(1L, (a, d) => Math.Min(a * d, int.MaxValue + 1L));
        var free = _target.Contains(-1);
        if (free ? input.Shape.Elements % known != 0 : input.Shape.Elements != known)
            throw BadInput(input.Shape, $"{(free ? "a multiple of " : "")}{known} values for ({string.Join(", ", _target)})",
                "Give it a shape with as many values.");
        return Node(new Graph.Ops.View(Shape.Create([.. _target.Select(d => d > 0 ? d : (int)(input.Shape.Elements / known))])), input);
    }
}
