using System.Globalization;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>A learning rate that depends on the step, not on the epoch, as Keras's do.</summary>
/// <example><code>Schedule rate = new CosineDecay(0.01, decaySteps: 10_000);
/// rate.At(5_000); // 0.005</code></example>
public abstract class Schedule
{
    /// <summary>The schedules by name: each has its line.</summary>
    internal static readonly Named<Schedule> Registry = new("schedule", new Dictionary<string, Func<Config, Schedule>>
    {
        ["cosine_decay"] = c => new CosineDecay(Initial(c), Steps(c), c.Double("alpha", 0), c.DoubleOrNull("warmup_target"),
            c.Int("warmup_steps", 0)),
        ["cosine_decay_restarts"] = c => new CosineDecayRestarts(Initial(c), Steps(c, "first_decay_steps"), c.Double("t_mul", 2),
            c.Double("m_mul", 1),
                                                                 c.Double("alpha", 0)),
        ["exponential_decay"] = c => new ExponentialDecay(Initial(c), Steps(c), Rate(c), c.Bool("staircase", false)),
        ["inverse_time_decay"] = c => new InverseTimeDecay(Initial(c), Steps(c), Rate(c), c.Bool("staircase", false)),
        ["one_cycle"] = c => new OneCycle(c.Double("max_learning_rate", double.NaN), Steps(c, "total_steps"), c.Double("warmup_share", 0.3),
                                          c.Double("initial_divisor", 25), c.Double("final_divisor", 1e4)),
        ["piecewise_constant_decay"] = c => new PiecewiseConstantDecay([.. (c.DoublesOrNull("boundaries") ?? []).Select(b => (long)b)],
            c.DoublesOrNull("values") ?? []),
        ["polynomial_decay"] = c => new PolynomialDecay(Initial(c), Steps(c), c.Double("end_learning_rate", 0.0001), c.Double("power", 1),
            c.Bool("cycle", false)),
    });

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Registry.Names;

    /// <summary>Its Keras name.</summary>
    public abstract string Name { get; }

    /// <summary>A schedule by its Keras name and settings, as <see cref="ToString"/> writes it:
    /// <c>exponential_decay(initial_learning_rate=0.1, decay_steps=1000, decay_rate=0.96)</c>.</summary>
    /// <param name="name">Its name with its settings.</param>
    /// <exception cref="ArgumentException">There is none of that name, it has no such setting, or one is missing or out of
    /// bounds.</exception>
    public static Schedule Named(string name) => Registry.Make(name);

    /// <summary>The learning rate of a step; the first step is 0.</summary>
    /// <param name="step">The step, from 0.</param>
    public abstract double At(long step);

    /// <summary>Its name with its settings.</summary>
    public override string ToString() => GetConfig().Write(Name);

    /// <summary>Writes the settings of one of your own, of which <c>customObjects</c> make it again; the built-in ones have theirs in their
    /// text.</summary>
    public virtual Config GetConfig() => new();

    /// <summary>As a file holds it.</summary>
    /// <exception cref="ArgumentException">It could not be loaded.</exception>
    internal string Saved() => Registry.Write(this, ToString(), GetConfig());

    static double Initial(Config c) => c.Double("initial_learning_rate", double.NaN);

    static double Rate(Config c) => c.Double("decay_rate", double.NaN);

    static int Steps(Config c, string name = "decay_steps") => c.Int(name, 0);

    private protected double Positive(double value, string setting) =>
        value > 0 && double.IsFinite(value) ? value : throw Wrong(value, setting, "a number above 0");

    private protected double NotNegative(double value, string setting) =>
        value >= 0 && double.IsFinite(value) ? value : throw Wrong(value, setting, "a number of at least 0");

    private protected ArgumentException Wrong(double value, string setting, string needed) =>
        new($"{GetType().Name} got {setting} {value.ToString(CultureInfo.InvariantCulture)} but needs {needed}. Give one.");

    /// <summary>Steps done, as a share of a stretch of them; never above 1.</summary>
    private protected static double Share(long step, double steps) => Math.Min(step / steps, 1);

    /// <summary>1 at 0, falling to 0 at 1 along half a cosine.</summary>
    private protected static double Cosine(double share) => 0.5 * (1 + Curves.CosPi(share));
}
