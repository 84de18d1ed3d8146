using System.Diagnostics.CodeAnalysis;
using Hornbill.Engine.Cpu;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>What training makes small: a number for each sample, of which the loss of a batch is the mean, each times its sample's weight.
/// Where predictions have places, as the pixels of an image (height, width, classes), it is the mean over them. A loss of your own
/// overrides <see cref="Build(Node, Node)"/>.</summary>
/// <example><code>
/// sealed class Pinball(double share) : Loss // made of an operation; of nodes it may be too
/// {
///     public override string Name => "pinball";
///     public override Config GetConfig() => new Config().Set("share", share);
///     protected override Node Build(Node prediction, Node target) => Compute(new PinballOperation(share), prediction, target);
/// }
/// </code></example>
public abstract partial class Loss
{
    // How far beyond its bounds rounding may take a target.
    const float Slack = 1e-3f;
    const string Standard = "sum_over_batch_size";

    string _reduction = Standard;
    SampleLoss? _op;

    static readonly Dictionary<string, Kernels.Reduction> Reductions = new()
    {
        ["mean"] = Kernels.Reduction.Mean,
        ["mean_with_sample_weight"] = Kernels.Reduction.MeanWithSampleWeight,
        ["sum"] = Kernels.Reduction.Sum,
        [Standard] = Kernels.Reduction.Mean,
    };

    /// <summary>The losses by name: each has its line.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<Config, Loss>> All = new Dictionary<string, Func<Config, Loss>>
    {
        ["bce"] = BinaryCrossentropy.From,
        ["binary_crossentropy"] = BinaryCrossentropy.From,
        ["binary_focal_crossentropy"] = BinaryFocalCrossentropy.From,
        ["categorical_crossentropy"] = CategoricalCrossentropy.From,
        ["categorical_focal_crossentropy"] = CategoricalFocalCrossentropy.From,
        ["categorical_generalized_cross_entropy"] = c => new CategoricalGeneralizedCrossEntropy(c.Double("q", 0.5)),
        ["categorical_hinge"] = _ => new CategoricalHinge(),
        ["circle"] = c => new Circle(c.Double("gamma", 80), c.Double("margin", 0.4), c.Bool("remove_diagonal", true)),
        ["cosine_similarity"] = c => new CosineSimilarity(c.Int("axis", -1)),
        ["dice"] = c => new Dice(Overlapping.Axes(c)),
        ["hinge"] = _ => new Hinge(),
        ["huber"] = c => new Huber(c.Double("delta", 1)),
        ["kl_divergence"] = _ => new KLDivergence(),
        ["kld"] = _ => new KLDivergence(),
        ["log_cosh"] = _ => new LogCosh(),
        ["logcosh"] = _ => new LogCosh(),
        ["mae"] = _ => new MeanAbsoluteError(),
        ["mape"] = _ => new MeanAbsolutePercentageError(),
        ["mean_absolute_error"] = _ => new MeanAbsoluteError(),
        ["mean_absolute_percentage_error"] = _ => new MeanAbsolutePercentageError(),
        ["mean_squared_error"] = _ => new MeanSquaredError(),
        ["mean_squared_logarithmic_error"] = _ => new MeanSquaredLogarithmicError(),
        ["mse"] = _ => new MeanSquaredError(),
        ["msle"] = _ => new MeanSquaredLogarithmicError(),
        ["poisson"] = _ => new Poisson(),
        ["sparse_categorical_crossentropy"] = c =>
            new SparseCategoricalCrossentropy(c.Bool("from_logits", false), c.IntOrNull("ignore_class"), c.Int("axis", -1)),
        ["squared_hinge"] = _ => new SquaredHinge(),
        ["tversky"] = c => new Tversky(c.Double("alpha", 0.5), c.Double("beta", 0.5), Overlapping.Axes(c)),
    };

    // Of any, how its losses become one number can be said.
    internal static readonly Named<Loss> Registry =
        new("loss", All.ToDictionary(a => a.Key, a => (Func<Config, Loss>)(c => a.Value(c).By(c.String("reduction", Standard)))));

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Registry.Names;

    /// <summary>Its Keras name.</summary>
    public abstract string Name { get; }

    /// <summary>A loss by its Keras name, settings in brackets: <c>mse</c>, <c>huber(delta=0.5)</c>.</summary>
    /// <param name="name">Its name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it has no such setting.</exception>
    public static Loss Named(string name) => Registry.Make(name);

    /// <summary>How the losses of a batch become one number: "sum_over_batch_size" or "mean" divide their sum by how many there are, "sum"
    /// does not, and "mean_with_sample_weight" divides it by the sum of the weights.</summary>
    /// <exception cref="ArgumentException">The word is not one of these.</exception>
    /// <example><code>model.Compile("sgd", new MeanSquaredError { Reduction = "sum" });</code></example>
    public string Reduction
    {
        get => _reduction;
        init => By(value);
    }

    /// <summary>By name; null stays null, for the default.</summary>
    /// <param name="name">Its Keras name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Loss?(string? name) => name is null ? null : Named(name);

    /// <summary>The shape of one sample's target for a prediction: the prediction's own, unless a loss says otherwise.</summary>
    /// <param name="prediction">The shape of one prediction.</param>
    /// <exception cref="ArgumentException">The loss cannot take such a prediction.</exception>
    public virtual Shape TargetShape(Shape prediction) => prediction;

    /// <summary>Its name, with those settings that differ from their defaults; <see cref="Named"/> makes of it the same again.</summary>
    public override string ToString() => Settings.Write(Name, [.. Given, ("reduction", Reduction, Standard)]);

    /// <summary>Writes the settings of one of your own, of which <c>customObjects</c> make it again; the built-in ones have theirs in their
    /// text.</summary>
    public virtual Config GetConfig() => new();

    /// <summary>As a file holds it.</summary>
    /// <exception cref="ArgumentException">It could not be loaded.</exception>
    internal string Saved() => Registry.Write(this, ToString(), GetConfig());

    /// <summary>An error in three parts where a sample's target is not one this loss can take; null where it is.</summary>
    internal virtual string? Complain(ReadOnlySpan<float> target, Shape prediction)
    {
        var (low, high) = Targets;
        var at = Statistics.IndexOutside(target, low - Slack, high + Slack);
        return at < 0 ? null : $"got the target {target[at]} but needs {Wanted(low, high)}. {Fix}";
    }

    /// <summary>The loss of a sample of one of your own: numbers whose mean it is, made by layers, operators or <see cref="Compute"/>. It
    /// has no weights.</summary>
    /// <param name="prediction">A sample's prediction.</param>
    /// <param name="target">Its target, of <see cref="TargetShape"/>.</param>
    protected virtual Node Build(Node prediction, Node target) => throw new NotSupportedException(
        $"The loss {GetType().Name} was asked for its nodes but has none. Override Build, which makes a node of prediction and target.");

    /// <summary>The result of an operation of your own.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">What it reads.</param>
    protected Node Compute(Operation operation, params Node[] inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(new Own(operation), inputs, Name);
    }

    /// <summary>The node of the losses, one number for each sample.</summary>
    internal Node Build(Node prediction, Node target, Node weights)
    {
        var shape = prediction.Shape;
        if (OpFor(Turned(shape)) is { } op) return new(op, [Turned(prediction, shape), Turned(target, shape), weights], Name);
        var own = Build(prediction, target);
        var made = Node.Sorted([own], [prediction, target]);
        if (made.FirstOrDefault(n => n.Op is Weight or Graph.Ops.Input) is { } stranger)
            throw new ArgumentException(
                $"The loss {Name} reads '{stranger.Shown}' of shape {stranger.Shape} but may read only the prediction and the target. " +
                                        "Put what has weights into the model, as an output of its own.");
        LayerNames.Give([.. made.Select(n => n.Label.Owner).OfType<Layer>().Distinct()]);
        return new(new Own(new WeightedMean()), [own, weights], Name);
    }

    /// <summary>The loss of one place, for a target as <see cref="TargetShape"/> says.</summary>
    internal double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) => LossKernels.Of(Op, prediction, target);

    /// <summary>Whether a sample's loss depends on the others of its batch.</summary>
    internal virtual bool OfBatch => false;

    /// <summary>The settings that <see cref="Named"/> reads, with their defaults.</summary>
    private protected virtual (string Name, object? Value, object? Default)[] Given => [];

    /// <summary>Its kernel and settings for predictions of a shape.</summary>
    private protected virtual SampleLoss? OpFor(Shape prediction) => OpOrNull();

    private protected SampleLoss Finished(SampleLoss op) => op.Reduced(Reductions[_reduction]);

    /// <summary>Its kernel and settings.</summary>
    private protected virtual SampleLoss? MakeOp() => null;

    /// <summary>Between what its targets lie.</summary>
    private protected virtual (float Low, float High) Targets => (float.MinValue, float.MaxValue);

    /// <summary>What to do about a target beyond.</summary>
    private protected virtual string Fix => "Correct the target, or use another loss.";

    private protected Shape NeedClasses(Shape prediction) => Turned(prediction)[^1] > 1
        ? prediction
        : throw new ArgumentException(
            $"{Name} got predictions of shape {prediction} but needs two classes or more in " +
            $"{(Axis == -1 ? "the last dimension" : $"the axis {Axis}")}. Use binary_crossentropy, or give the last layer more units.");

    private protected double Between(string setting, double value, double low, double high) =>
        value >= low && value <= high && double.IsFinite(value)
        ? value
        : throw new ArgumentException(
            $"{GetType().Name} got {setting} {value} but needs {Wanted(low, high)}. Give one such as {Math.Clamp(0.25, low, high)}.");

    internal SampleLoss Op => OpOrNull() ?? throw new NotSupportedException(
        $"The loss {Name} was asked for the loss of one place but is your own, made of nodes. Measure it by a metric of your own, a " +
        $"MeanMetric.");

    SampleLoss? OpOrNull() => _op ??= MakeOp() is { } op ? Finished(op) : null;

    Loss By(string reduction)
    {
        _reduction = Choices.Check($"reduction of {GetType().Name}", reduction, [.. Reductions.Keys]);
        return this;
    }

    static string Wanted(double low, double high) => (low, high) switch
    {
        ( <= float.MinValue, _) => "a finite number",
        (_, >= float.MaxValue) => $"a finite number of at least {low}",
        _ => $"a number from {low} to {high}",
    };
}
