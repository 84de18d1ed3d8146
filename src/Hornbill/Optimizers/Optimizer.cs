using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>A rule that changes weights by their gradients. It holds settings only; a model holds its slots (moments, velocities) and
/// counts its steps.</summary>
/// <example><code>model.Compile(new Adam(0.001) { ClipNorm = 1, UseEma = true }, "sparse_categorical_crossentropy")</code></example>
public abstract partial class Optimizer
{
    /// <summary>The optimizers by name: each has its line.</summary>
    internal static readonly Named<Optimizer> Registry = new("optimizer", new Dictionary<string, Func<Config, Optimizer>>
    {
        ["adadelta"] = Adadelta.From,
        ["adafactor"] = Adafactor.From,
        ["adagrad"] = Adagrad.From,
        ["adam"] = Adam.From,
        ["adamax"] = Adamax.From,
        ["adamw"] = AdamW.From,
        ["ftrl"] = Ftrl.From,
        ["lamb"] = Lamb.From,
        ["lion"] = Lion.From,
        ["muon"] = Muon.From,
        ["nadam"] = Nadam.From,
        ["rmsprop"] = RMSprop.From,
        ["schedulefreeadamw"] = ScheduleFreeAdamW.From,
        ["sgd"] = SGD.From,
    });

    Schedule? _schedule;
    double _rate, _given;
    long _batches;
    (double Rate, long Step) _next;

    /// <summary>With a learning rate.</summary>
    /// <param name="learningRate">A number, or a schedule.</param>
    /// <exception cref="ArgumentException">It is not a finite number of at least 0.</exception>
    protected Optimizer(LearningRate learningRate)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        (_schedule, _rate, _given) = (learningRate.Schedule, Finite(learningRate.Value), learningRate.Value);
    }

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Registry.Names;

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

    /// <summary>The learning rate, or the schedule, that its user gave it: what callbacks and checkpoints make of it does not
    /// count.</summary>
    internal string GivenRate => _schedule?.ToString() ?? _given.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Sets the learning rate in the course of a training.</summary>
    internal void Move(double rate) => _rate = _schedule is null
        ? Finite(rate)
        : throw new InvalidOperationException(
            $"{GetType().Name} got the learning rate {rate} but follows {_schedule.GetType().Name}, which sets it. " +
                                              "Make the optimizer with a number where its rate shall be set.");

    /// <summary>Whether a schedule sets the learning rate.</summary>
    internal bool FollowsSchedule => _schedule is not null;

    /// <summary>The rule's slots in Keras's order, by their place in its kernel; null where the settings need none.</summary>
    internal virtual IReadOnlyList<string?> SlotNames => OwnSlots;

    /// <summary>Blocks as large as the weights that the rule keeps.</summary>
    internal int Slots => SlotNames.Count(n => n is not null);

    /// <summary>What one of your own keeps for each number of a weight, 0 at first: <c>["velocity"]</c>. Three at most.</summary>
    protected virtual IReadOnlyList<string> OwnSlots => [];

    /// <summary>The rule of one of your own: changes a weight by its gradient, in place. Several threads call it for several weights at
    /// once.</summary>
    /// <param name="step">The weight, its gradient (clipped and averaged as the options say) and its slots.</param>
    protected virtual void Update(in OptimizerStep step) => throw new NotSupportedException(
        $"The optimizer {GetType().Name} was asked for a step but has no rule. Override Update, which changes step.Weight by " +
        $"step.Gradient.");

    /// <summary>An optimizer by its Keras name, settings in brackets: <c>adam</c>, <c>sgd(learning_rate=0.05, momentum=0.9)</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="learningRate">Its learning rate; where none is given that of the brackets, or its own.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it has no such setting.</exception>
    public static Optimizer Named(string name, LearningRate? learningRate = null)
    {
        var optimizer = Registry.Make(name);
        if (learningRate is not null) (optimizer._schedule, optimizer._rate, optimizer._given) =
            (learningRate.Schedule, Finite(learningRate.Value), learningRate.Value);
        return optimizer;
    }

    /// <summary>By name; null stays null, for the default.</summary>
    /// <param name="name">Its Keras name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Optimizer?(string? name) => name is null ? null : Named(name);

    /// <summary>The optimizer that <see cref="ToConfig"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="customObjects">How optimizers and schedules of your own are made.</param>
    /// <exception cref="InvalidDataException">The text is not of an optimizer.</exception>
    public static Optimizer FromConfig(string json, CustomObjects? customObjects = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var root = Serialization.BoundedJson.Object(json, Config.Depth);
            return Registry.From(new(root, customObjects ?? new()))!.With(new(root["config"]!.DeepClone().AsObject()));
        }
        catch (Exception e) when (Config.IsBad(e) || e is InvalidDataException)
        {
            throw new InvalidDataException(
                $"An optimizer's configuration cannot be used ({Plain.Text(e.Message)}) but class_name and config are expected. " +
                                           "Check the file it came from.", e);
        }
    }

    /// <summary>Its name and settings as JSON, under Keras's words; a schedule is the text that names it.</summary>
    /// <exception cref="ArgumentException">It is one of your own with a name that could not be loaded.</exception>
    public string ToConfig()
    {
        Registry.CheckName(this, GetType().Name);
        return new JsonObject { ["class_name"] = GetType().Name, ["config"] = GetConfig().Json.DeepClone() }.ToJsonString();
    }

    /// <summary>Writes the settings under Keras's names; one of your own adds its own.</summary>
    /// <example><code>public override Config GetConfig() => base.GetConfig().Set("beta", _beta);</code></example>
    public virtual Config GetConfig()
    {
        var config = new Config().Set("learning_rate", _schedule is null ? _rate : _schedule.Saved());
        Write(config);
        WriteOptions(config);
        return config;
    }

    /// <summary>Writes the rule's own settings.</summary>
    private protected virtual void Write(Config config) { }

    /// <summary>What a slot holds before the first step.</summary>
    internal virtual float InitialSlot(int slot) => 0;

    /// <summary>Sets the coefficients of an update, once for all stretches; <paramref name="step"/> counts from 1.</summary>
    private protected virtual void Prepare(ref Steps.Arguments a, double rate, long step) => _next = (rate, step);

    /// <summary>Changes a stretch of weights.</summary>
    internal virtual unsafe void Apply(Steps.Arguments* a, int width) => ApplyWhole(a, [a->Count], null, width);

    /// <summary>Whether a weight is changed as a whole, by <see cref="ApplyWhole"/>.</summary>
    /// <param name="name">As the model names it.</param>
    /// <param name="shape">Its shape.</param>
    internal virtual bool IsWhole(string name, Tensors.Shape shape) => GetType().Assembly != typeof(Optimizer).Assembly;

    /// <summary>The decay of a weight, by the learning rate.</summary>
    /// <param name="name">As the model names it.</param>
    /// <param name="shape">Its shape.</param>
    internal virtual double DecayOf(string name, Tensors.Shape shape) => WeightDecay ?? 0;

    /// <summary>Floats that <see cref="ApplyWhole"/> needs besides.</summary>
    internal virtual long Scratch(Tensors.Shape shape) => 0;

    /// <summary>Changes a whole variable.</summary>
    internal virtual unsafe void ApplyWhole(Steps.Arguments* a, Tensors.Shape shape, float* scratch, int width)
    {
        Span<float> weight = new(a->W, a->Count), gradient = new(a->G, a->Count);
        for (var i = 0; i < weight.Length; i++)
        {
            gradient[i] = Math.Clamp(gradient[i] * a->Scale, -a->Limit, a->Limit);
            weight[i] -= weight[i] * a->Decay;
        }
        Update(new(*a, shape, _next.Rate, _next.Step));
    }

    /// <summary>The coefficients of an update with <paramref name="batches"/> seen before; <paramref name="step"/> counts from 1.</summary>
    /// <param name="a">Gets them.</param>
    /// <param name="step">The update.</param>
    /// <param name="batches">Batches before it.</param>
    /// <param name="factor">Of the learning rate.</param>
    /// <param name="decay">Of the weights, by the learning rate; the optimizer's own by default.</param>
    internal void Begin(ref Steps.Arguments a, long step, long batches, double factor = 1, double? decay = null)
    {
        var rate = Rate(batches) * factor;
        (a.Scale, a.Limit, a.Decay) = (1, (float)(ClipValue ?? double.PositiveInfinity), (float)((decay ?? WeightDecay ?? 0) * rate));
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
        : throw new ArgumentException(
            $"An optimizer got the learning rate {rate} but needs a finite number of at least 0. Try 0.001 for Adam, 0.01 for SGD.");
}
