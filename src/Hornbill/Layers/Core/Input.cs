using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Where samples enter a model: the shape of one of them, without the batch.</summary>
/// <example><code>new Input(28, 28, 1)</code></example>
public sealed class Input : Layer
{
    /// <summary>An input of the given shape.</summary>
    /// <exception cref="ArgumentException">A dimension is not positive.</exception>
    public Input(params ReadOnlySpan<int> shape)
    {
        if (shape.Length > MostDimensions)
            throw new ArgumentException($"Input got {shape.Length} dimensions but may have {MostDimensions}. Give the shape of one sample, such as new Input(28, 28, 1).");
        Shape = OutputShape = Tensors.Shape.Create(shape);
        if (shape.IsEmpty || Shape.Any(d => d < 1) || Shape.Aggregate(1.0, (a, d) => a * d) > int.MaxValue)
            throw new ArgumentException($"Input got the shape {Shape} but every dimension must be at least 1, and their product at most {int.MaxValue}. Give the shape of one sample, such as new Input(28, 28, 1).");
    }

    /// <summary>The shape of one sample.</summary>
    public Shape Shape { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("shape", Shape.ToArray());

    /// <summary>Where layers begin: apply them to it.</summary>
    public override Node Output
    {
        get
        {
            if (Calls.Count == 0) Calls.Add(new([], [new(new Graph.Ops.Input(this, Shape), [], Label)]));
            return Calls[0].Outputs[0];
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Node> Outputs => [Output];

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => throw new ArgumentException(
        $"Input '{Name}' was applied to a node but stands at the beginning of a model. Use its Output, or a Reshape to change a shape.");
}
