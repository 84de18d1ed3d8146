using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>What training makes small: a number for each sample, of which the loss of a batch is the mean, weighted by sample.</summary>
public abstract class Loss
{
    /// <summary>The losses by name: each has its line.</summary>
    static readonly Dictionary<string, Func<Loss>> All = new()
    {
        ["categorical_crossentropy"] = () => new CategoricalCrossentropy(),
        ["sparse_categorical_crossentropy"] = () => new SparseCategoricalCrossentropy(),
    };

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Its Keras name.</summary>
    public abstract string Name { get; }

    /// <summary>A loss by its Keras name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Loss Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.TryGetValue(name.ToLowerInvariant(), out var make) ? make() : throw Choices.Unknown("loss", name, All.Keys);
    }

    /// <summary>The shape of one sample's target for a prediction.</summary>
    /// <exception cref="ArgumentException">The loss cannot take such a prediction.</exception>
    public abstract Shape TargetShape(Shape prediction);

    /// <summary>Its name, with those settings that differ from their defaults; <see cref="Named"/> makes of it the same again.</summary>
    public override string ToString() => Name;

    private protected Shape NeedClasses(Shape prediction) => prediction.Rank == 1
        ? prediction
        : throw new ArgumentException($"{Name} got predictions of shape {prediction} but needs (classes,). Add new Flatten() and new Dense(classes, \"softmax\") to the model.");

    /// <summary>An error in three parts where a sample's target is not one this loss can take; null where it is.</summary>
    internal abstract string? Complain(ReadOnlySpan<float> target, Shape prediction);

    /// <summary>The node of the losses.</summary>
    internal abstract Node Build(Node prediction, Node target, Node weights);
}

/// <summary>A loss, given as itself or by its name.</summary>
/// <param name="Loss">The loss.</param>
public sealed record LossChoice(Loss Loss)
{
    /// <summary>By name.</summary>
    public static implicit operator LossChoice(string name) => new(Loss.Named(name));

    /// <summary>As itself.</summary>
    public static implicit operator LossChoice(Loss loss) => new(loss);
}
