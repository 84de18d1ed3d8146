using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Initializers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Its input and a weight of its own made into one, element by element: x ∘ w, or w ∘ x. The weight serves all samples, and
/// where a
/// dimension of it is 1, or missing in front, all places of that. Models that come from other formats have such constants.</summary>
/// <example><code>new Arithmetic("add", [28, 28, 1])   // a number for each place
/// new Arithmetic("multiply", [64])              // a number for each channel</code></example>
public sealed class Arithmetic : Layer
{
    static readonly Dictionary<string, PairFunction> Functions = new()
    {
        ["add"] = PairFunction.Sum, ["divide"] = PairFunction.Quotient, ["maximum"] = PairFunction.Greater,
        ["minimum"] = PairFunction.Smaller, ["multiply"] = PairFunction.Product, ["subtract"] = PairFunction.Difference,
    };

    readonly string _operation;
    readonly Shape _shape;
    readonly bool _reversed;
    readonly WeightRule _weight;

    /// <summary>With an operation and the shape of the weight.</summary>
    /// <param name="operation"><c>add</c>, <c>subtract</c>, <c>multiply</c>, <c>divide</c>, <c>maximum</c> or <c>minimum</c>.</param>
    /// <param name="shape">The weight's, of as many dimensions as a sample has or fewer.</param>
    /// <param name="reversed">Whether the weight comes first: w − x, w / x.</param>
    /// <param name="weightInitializer">How the weight is drawn: ones by default where it multiplies or divides, else zeros.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public Arithmetic(string operation, Shape shape, bool reversed = false, Initializer? weightInitializer = null, string? name = null)
        : base(name)
    {
        _operation = Choices.Check("operation", operation, [.. Functions.Keys]);
        (_shape, _reversed) = (shape, reversed);
        if (shape.Rank == 0 || shape.Any(d => d < 1)) throw new ArgumentException(
            $"Arithmetic got a weight of shape {shape} but every dimension must be at least 1. Give a shape such as [64].");
        _weight = new("weight", weightInitializer ?? (operation is "multiply" or "divide" ? "ones" : "zeros"), null, null);
    }

    internal static Layer From(Config c) => new Arithmetic(
        operation: c.String("operation"), shape: Shape.Create(c.Ints("shape")), reversed: c.Bool("reversed"),
        weightInitializer: c.Initializer("weight"));

    /// <inheritdoc/>
    public override Config GetConfig() =>
        _weight.Write(new Config().Set("operation", _operation).Set("shape", _shape.ToArray()).Set("reversed", _reversed));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (_shape.Rank > input.Shape.Rank || Broadcast.Joined(input.Shape, _shape) is not { } joined)
            throw BadInput(input.Shape, $"one that goes with its weight of shape {_shape}, each dimension the same or 1",
                "Use a Reshape before it, or another weight.");
        if (joined.Rank > Kernels.Box.MostDimensions) throw BadInput(input.Shape, $"{Kernels.Box.MostDimensions} dimensions at most",
            "Use a Reshape before it.");
        var weight = _weight.Make(this, "weight", _shape);
        return Node(new BroadcastMerge(_operation, Functions[_operation]), _reversed ? [weight, input] : [input, weight]);
    }
}
