using Hornbill.Tensors;

namespace Hornbill.Graph;

/// <summary>Draws the initial values of a weight.</summary>
/// <param name="values">The weight, in Keras's layout.</param>
/// <param name="shape">Its shape.</param>
/// <param name="seed">A seed of its own.</param>
delegate void Initialization(Span<float> values, Shape shape, ulong seed);

/// <summary>A penalty on a weight that training adds to the loss.</summary>
interface IPenalty
{
    double Value(ReadOnlySpan<float> weight, Shape shape);

    /// <summary>Adds the penalty's gradient to the weight's.</summary>
    void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape);
}

/// <summary>What a weight must be after each step.</summary>
interface IProjection
{
    void Apply(Span<float> weight, Shape shape);
}

/// <summary>A weight: where it lies in a flat block, in Keras's layout.</summary>
sealed class Variable(Label layer, string name, Shape shape, Initialization initialize)
{
    /// <summary>Its layer's name and its own: <c>conv2d/kernel</c>.</summary>
    public string Name => $"{layer}/{name}";

    public Shape Shape => shape;

    public Initialization Initialize => initialize;

    /// <summary>Whether training changes it by its gradient; the moving statistics of a normalisation change otherwise.</summary>
    public bool Trainable { get; init; } = true;

    public IPenalty? Penalty { get; init; }

    public IProjection? Projection { get; init; }

    /// <summary>The block it lies in; set when a model is made, and then the same for all models that share it.</summary>
    public WeightBlock? Home { get; set; }

    /// <summary>Where it begins in the flat block of weights; set when a model is made.</summary>
    public long Offset { get; set; }

    /// <summary>Its values. The block must be kept alive while they are used.</summary>
    public Span<float> Values => Home!.Weights.Span(Offset, shape.Elements);

    /// <summary>Where each begins in a flat block of these alone, as gradients and slots lie; the last number is the block's
    /// length.</summary>
    public static long[] InRow(IEnumerable<Variable> variables)
    {
        var places = new List<long> { 0 };
        foreach (var v in variables) places.Add(places[^1] + Arena.Aligned(v.Shape.Elements));
        return [.. places];
    }
}
