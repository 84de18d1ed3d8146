using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>A rule that changes weights by their gradients. It holds settings only; a model holds its slots (moments, velocities) and counts its steps.</summary>
/// <example><code>model.Compile(new Adam(0.001) { ClipNorm = 1, UseEma = true }, "sparse_categorical_crossentropy")</code></example>
public abstract partial class Optimizer
{
    /// <summary>The optimizers by name, with a learning rate or their own, and from their settings: each has its line.</summary>
    static readonly Dictionary<string, (Func<LearningRate?, Optimizer> Make, Func<LearningRate, Config, Optimizer> From)> All = new()
    {
        ["adadelta"] = (rate => new Adadelta(rate), Adadelta.From),
        ["adagrad"] = (rate => new Adagrad(rate), Adagrad.From),
        ["adam"] = (rate => new Adam(rate), Adam.From),
        ["adamax"] = (rate => new Adamax(rate), Adamax.From),
        ["adamw"] = (rate => new AdamW(rate), AdamW.From),
        ["ftrl"] = (rate => new Ftrl(rate), Ftrl.From),
        ["lion"] = (rate => new Lion(rate), Lion.From),
        ["muon"] = (rate => new Muon(rate), Muon.From),
        ["nadam"] = (rate => new Nadam(rate), Nadam.From),
        ["rmsprop"] = (rate => new RMSprop(rate), RMSprop.From),
        ["sgd"] = (rate => new SGD(rate), SGD.From),
    };

    readonly Schedule? _schedule;
    double _rate, _given;
    long _batches;

    /// <summary>With a learning rate.</summary>
    /// <exception cref="ArgumentException">It is not a finite number of at least 0.</exception>
    private protected Optimizer(LearningRate learningRate) => (_schedule, _rate, _given) = (learningRate.Schedule, Finite(learningRate.Value), learningRate.Value);

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Its Keras name.</summary>
    public abstract string Name { get; }

    /// <summary>How far a step goes; may be changed between steps. Of a schedule, that of the next step.</summary>
    /// <exception cref="InvalidOperationException">It is set while a schedule is in force.</exception>
    public double LearningRate
    {
        get => Rate(_batches);
        set
        {
            Move(value);
            _given = _rate;
        }
    }

    /// <summary>The learning rate, or the schedule, that its user gave it: what callbacks and checkpoints make of it does not count.</summary>
    internal string GivenRate => _schedule?.ToString() ?? _given.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Sets the learning rate in the course of a training.</summary>
    internal void Move(double rate) => _rate = _schedule is null
        ? Finite(rate)
        : throw new InvalidOperationException($"{GetType().Name} got the learning rate {rate} but follows {_schedule.GetType().Name}, which sets it. " +
                                              "Make the optimizer with a number where its rate shall be set.");

    /// <summary>Whether a schedule sets the learning rate.</summary>
    internal bool FollowsSchedule => _schedule is not null;

    /// <summary>The rule's slots in Keras's order, by their place in its kernel; null where the settings need none.</summary>
    internal abstract IReadOnlyList<string?> SlotNames { get; }

    /// <summary>Blocks as large as the weights that the rule keeps.</summary>
    internal int Slots => SlotNames.Count(n => n is not null);

    /// <summary>An optimizer by its Keras name, with its own learning rate where none is given.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Optimizer Named(string name, LearningRate? learningRate = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Find(name).Make(learningRate);
    }

    /// <summary>By name; null stays null, for the default.</summary>
    /// <param name="name">Its Keras name; it has its own learning rate.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Optimizer?(string? name) => name is null ? null : Named(name);

    /// <summary>The optimizer that <see cref="ToConfig"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not of an optimizer.</exception>
    public static Optimizer FromConfig(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var root = JsonNode.Parse(json, documentOptions: new() { MaxDepth = Config.Depth })!.AsObject();
            var config = new Config(root["config"]!.DeepClone().AsObject());
            LearningRate rate = config.IsText("learning_rate") ? Schedule.Named(config.String("learning_rate")) : config.Double("learning_rate");
            var optimizer = Find(root["class_name"]!.GetValue<string>()).From(rate, config);
            optimizer.ReadOptions(config);
            return optimizer;
        }
        catch (Exception e) when (Config.IsBad(e))
        {
            throw new InvalidDataException($"An optimizer's configuration cannot be used ({e.Message}) but class_name and config are expected. " +
                                           "Check the file it came from.", e);
        }
    }

    /// <summary>Its name and settings as JSON, under Keras's words; a schedule is the text that names it.</summary>
    public string ToConfig() => new JsonObject { ["class_name"] = GetType().Name, ["config"] = GetConfig().Json.DeepClone() }.ToJsonString();

    /// <summary>Writes the settings under Keras's names.</summary>
    public Config GetConfig()
    {
        var config = new Config().Set("learning_rate", _schedule is null ? _rate : _schedule.ToString());
        Write(config);
        WriteOptions(config);
        return config;
    }

    /// <summary>Writes the rule's own settings.</summary>
    private protected abstract void Write(Config config);

    /// <summary>What a slot holds before the first step.</summary>
    internal virtual float InitialSlot(int slot) => 0;

    /// <summary>Sets the coefficients of an update, once for all stretches; <paramref name="step"/> counts from 1.</summary>
    private protected abstract void Prepare(ref Steps.Arguments a, double rate, long step);

    /// <summary>Changes a stretch of weights.</summary>
    internal abstract unsafe void Apply(Steps.Arguments* a, int width);

    /// <summary>Whether a variable of that shape is changed as a whole, by <see cref="ApplyWhole"/>.</summary>
    internal virtual bool IsWhole(Tensors.Shape shape) => false;

    /// <summary>Floats that <see cref="ApplyWhole"/> needs besides.</summary>
    internal virtual long Scratch(Tensors.Shape shape) => 0;

    /// <summary>Changes a whole variable.</summary>
    internal virtual unsafe void ApplyWhole(Steps.Arguments* a, Tensors.Shape shape, float* scratch, int width) => Apply(a, width);

    /// <summary>The coefficients of an update with <paramref name="batches"/> seen before; <paramref name="step"/> counts from 1.</summary>
    internal void Begin(ref Steps.Arguments a, long step, long batches)
    {
        var rate = Rate(batches);
        (a.Scale, a.Limit, a.Decay) = (1, (float)(ClipValue ?? double.PositiveInfinity), (float)((WeightDecay ?? 0) * rate));
        Prepare(ref a, rate, step);
    }

    /// <summary>One update of a stretch, alone; <paramref name="step"/> counts from 1.</summary>
    internal unsafe void Step(Steps.Arguments* a, long step, int width)
    {
        Begin(ref *a, step, step - 1);
        Apply(a, width);
    }

    /// <summary>Notes how many batches have been seen, for <see cref="LearningRate"/>.</summary>
    internal void Seen(long batches) => _batches = batches;

    /// <summary>xⁿ by squaring: the same bits with every C library.</summary>
    internal static double Power(double x, long n)
    {
        var result = 1.0;
        for (; n > 0; n >>= 1, x *= x)
            if ((n & 1) != 0) result *= x;
        return result;
    }

    internal static double Share(string optimizer, string what, double value) => value is >= 0 and < 1
        ? value
        : throw new ArgumentException($"{optimizer} got {what} {value} but it must be at least 0 and below 1. Try the default.");

    internal static double AtLeast0(string optimizer, string what, double value) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentException($"{optimizer} got {what} {value} but it must be a finite number of at least 0. Try the default.");

    double Rate(long batches) => _schedule?.At(batches) ?? _rate;

    static double Finite(double rate) => rate >= 0 && double.IsFinite(rate)
        ? rate
        : throw new ArgumentException($"An optimizer got the learning rate {rate} but needs a finite number of at least 0. Try 0.001 for Adam, 0.01 for SGD.");

    static (Func<LearningRate?, Optimizer> Make, Func<LearningRate, Config, Optimizer> From) Find(string name) =>
        All.TryGetValue(name.ToLowerInvariant(), out var found) ? found : throw Choices.Unknown("optimizer", name, All.Keys);
}
