using Hornbill.Kernels;

namespace Hornbill.Optimizers;

/// <summary>A rule that changes weights by their gradients. It holds settings only; a model holds its slots (moments, velocities) and counts its steps.</summary>
public abstract class Optimizer
{
    /// <summary>The optimizers by name, with a learning rate or their own: each has its line.</summary>
    static readonly Dictionary<string, Func<double?, Optimizer>> All = new()
    {
        ["adam"] = rate => new Adam(rate ?? 0.001),
        ["rmsprop"] = rate => new RMSprop(rate ?? 0.001),
        ["sgd"] = rate => new SGD(rate ?? 0.01),
    };

    double _learningRate;

    /// <summary>With a learning rate.</summary>
    /// <exception cref="ArgumentException">It is not a positive number.</exception>
    protected Optimizer(double learningRate) => LearningRate = learningRate;

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Its Keras name.</summary>
    public abstract string Name { get; }

    /// <summary>How far a step goes; may be changed between steps.</summary>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"An optimizer got the learning rate {value} but needs a finite number of at least 0. Try 0.001 for Adam, 0.01 for SGD.");
    }

    /// <summary>Blocks as large as the weights that the rule keeps.</summary>
    internal abstract int Slots { get; }

    /// <summary>An optimizer by its Keras name, with its own learning rate where none is given.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Optimizer Named(string name, double? learningRate = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.TryGetValue(name.ToLowerInvariant(), out var make) ? make(learningRate) : throw Choices.Unknown("optimizer", name, All.Keys);
    }

    /// <summary>Changes a stretch of weights; <paramref name="step"/> counts from 1.</summary>
    internal abstract unsafe void Step(Steps.Arguments* a, long step, int width);

    internal static double Share(string optimizer, string what, double value) => value is >= 0 and < 1
        ? value
        : throw new ArgumentException($"{optimizer} got {what} {value} but it must be at least 0 and below 1. Try the default.");
}

/// <summary>An optimizer, given as itself or by its name.</summary>
/// <param name="Optimizer">The optimizer.</param>
public sealed record OptimizerChoice(Optimizer Optimizer)
{
    /// <summary>By name, with the default learning rate.</summary>
    public static implicit operator OptimizerChoice(string name) => new(Optimizer.Named(name));

    /// <summary>As itself.</summary>
    public static implicit operator OptimizerChoice(Optimizer optimizer) => new(optimizer);
}
