using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Where samples enter a model: the shape of one of them, without the batch.</summary>
/// <example><code>new Input(28, 28, 1)</code></example>
public sealed class Input : Layer
{
    /// <summary>An input of the given shape.</summary>
    /// <param name="shape">Of one sample: height, width, channels.</param>
    /// <exception cref="ArgumentException">A dimension is not positive.</exception>
    [OverloadResolutionPriority(1)]
    public Input(params ReadOnlySpan<int> shape)
    {
        if (shape.Length > MostDimensions)
            throw new ArgumentException(
                $"Input got {shape.Length} dimensions but may have {MostDimensions}. Give the shape of one sample, such as new Input(28, " +
                $"28, 1).");
        Shape = OutputShape = Tensors.Shape.Create(shape);
        if (shape.IsEmpty || Shape.Any(d => d < 1) || Shape.Aggregate(1.0, (a, d) => a * d) > int.MaxValue)
            throw new ArgumentException(
                $"Input got the shape ({string.Join(", ", shape.ToArray())}) but every dimension must be at least 1, and their product " +
                $"at most {int.MaxValue}. Give the shape of one sample, such as new Input(28, 28, 1).");
    }

    /// <summary>An input of the given shape: <c>new Input((28, 28, 1))</c>, <c>new Input([28, 28, 1], name: "images")</c>.</summary>
    /// <param name="shape">Of one sample.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">A dimension is not positive.</exception>
    [OverloadResolutionPriority(-1)]
    public Input(Shape shape, string? name = null) : this(shape.ToArray()) => Label.Text = name ?? "";

    /// <summary>An input of which some dimensions are not known before there are data: null. Layers take any size there; the last dimension
    /// must be known.</summary>
    /// <param name="shape">Of one sample: height, width, channels.</param>
    /// <exception cref="ArgumentException">A dimension is not positive, or the last is not known.</exception>
    /// <example><code>new Input(null, null, 3) // images of any height and width</code></example>
    public Input(params ReadOnlySpan<int?> shape)
    {
        if (shape.Length is 0 or > MostDimensions || shape[^1] is null || shape.ToArray().Any(d => d < 1))
            throw new ArgumentException(
                $"Input got the shape ({string.Join(", ", shape.ToArray().Select(d => d is { } n ? $"{n}" : "null"))}) but needs " +
                $"positive dimensions, of which all but the last may be null, " +
                                        $"and {MostDimensions} at most. Give the shape of one sample, such as new Input(null, null, 3).");
        Shape = OutputShape = Tensors.Shape.Create([.. shape.ToArray().Select(d => d ?? Tensors.Shape.Unknown)]);
        // Each trial's sides are divided by all strides there are in practice, differ from each other, and leave what deep nets need.
        (_first, _second) = (Sized(128, 192), Sized(256, 320));
        if (new[] { _first.Value, _second.Value }.Any(s => s.Aggregate(1.0, (a, d) => a * d) > int.MaxValue))
            throw new ArgumentException(
                $"Input got the shape {Shape} but a sample may have {int.MaxValue} values at most. Give smaller dimensions.");
    }

    readonly Shape? _first, _second;

    // Unknown sides with sizes: those given, then larger ones.
    Shape Sized(int height, int width)
    {
        var unknown = 0;
        return Tensors.Shape.Create([.. Shape.Select(d =>
            d == Tensors.Shape.Unknown ? unknown++ switch { 0 => height, 1 => width, var n => (height / 2) + (16 * n) } : d)]);
    }

    internal static Layer From(Config c) => c.Numbers("shape") is var shape && shape.Any(d => d is null) ? new Input(shape)
        : new Input(c.Ints("shape"));

    /// <summary>The shape of one sample; <see cref="Shape.Unknown"/> where it is not known.</summary>
    public Shape Shape { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => Shape.IsKnown
        ? new Config().Set("shape", Shape.ToArray())
        : new Config().Set("shape", Shape.Select(d => d == Tensors.Shape.Unknown ? (int?)null : d));

    /// <summary>Where layers begin: apply them to it.</summary>
    public override Node Output
    {
        get
        {
            if (Calls.Count == 0) Calls.Add(new([], [Entry()]));
            return Calls[0].Outputs[0];
        }
    }

    /// <summary>An input as the node where layers begin: <c>new Dense(10).Apply(input)</c>.</summary>
    /// <param name="input">The input.</param>
    [return: NotNullIfNotNull(nameof(input))]
    public static implicit operator Node?(Input? input) => input?.Output;

    /// <inheritdoc/>
    public override IReadOnlyList<Node> Outputs => [Output];

    Node Entry() => _first is null
        ? new(new Graph.Ops.Input(this, Shape), [], Label)
        : new(new Graph.Ops.AnySize(Shape, At(_first.Value, Trial.First), At(_second!.Value, Trial.Second)), [], Label);

    /// <summary>Where samples of a known size enter.</summary>
    internal Node At(Shape shape, Trial trial) => new(new Graph.Ops.Input(this, shape, trial), [], Label);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => throw new ArgumentException(
        $"Input '{Shown}' was applied to a node but stands at the beginning of a model. Use its Output, or a Reshape to change a shape.");
}
