using System.Globalization;

namespace Hornbill.Optimizers;

/// <summary>A learning rate that depends on the step, not on the epoch, as Keras's do.</summary>
/// <example><code>Schedule rate = new CosineDecay(0.01, decaySteps: 10_000);
/// rate.At(5_000); // 0.005</code></example>
public abstract class Schedule
{
    /// <summary>The schedules by name: each has its line.</summary>
    static readonly Dictionary<string, Func<Settings, Schedule>> All = new()
    {
        ["cosine_decay"] = s => new CosineDecay(Initial(s), Steps(s), s.Number("alpha", 0), s.Number("warmup_target"), s.Int("warmup_steps", 0)),
        ["cosine_decay_restarts"] = s => new CosineDecayRestarts(Initial(s), Steps(s, "first_decay_steps"), s.Number("t_mul", 2), s.Number("m_mul", 1),
                                                                 s.Number("alpha", 0)),
        ["exponential_decay"] = s => new ExponentialDecay(Initial(s), Steps(s), Rate(s), s.Bool("staircase")),
        ["inverse_time_decay"] = s => new InverseTimeDecay(Initial(s), Steps(s), Rate(s), s.Bool("staircase")),
        ["one_cycle"] = s => new OneCycle(s.Number("max_learning_rate", double.NaN), Steps(s, "total_steps"), s.Number("warmup_share", 0.3),
                                          s.Number("initial_divisor", 25), s.Number("final_divisor", 1e4)),
        ["piecewise_constant_decay"] = s => new PiecewiseConstantDecay([.. s.Numbers("boundaries").Select(b => (long)b)], s.Numbers("values")),
        ["polynomial_decay"] = s => new PolynomialDecay(Initial(s), Steps(s), s.Number("end_learning_rate", 0.0001), s.Number("power", 1), s.Bool("cycle")),
    };

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Its Keras name.</summary>
    public abstract string Name { get; }

    /// <summary>A schedule by its Keras name and settings, as <see cref="ToString"/> writes it:
    /// <c>exponential_decay(initial_learning_rate=0.1, decay_steps=1000, decay_rate=0.96)</c>.</summary>
    /// <exception cref="ArgumentException">There is none of that name, it has no such setting, or one is missing or out of bounds.</exception>
    public static Schedule Named(string name) => Settings.Make("schedule", name, All);

    /// <summary>The learning rate of a step; the first step is 0.</summary>
    public abstract double At(long step);

    /// <summary>Its name with its settings.</summary>
    public abstract override string ToString();

    static double Initial(Settings s) => s.Number("initial_learning_rate", double.NaN);

    static double Rate(Settings s) => s.Number("decay_rate", double.NaN);

    static int Steps(Settings s, string name = "decay_steps") => s.Int(name, 0);

    private protected double Positive(double value, string setting) => value > 0 && double.IsFinite(value) ? value : throw Wrong(value, setting, "a number above 0");

    private protected double NotNegative(double value, string setting) =>
        value >= 0 && double.IsFinite(value) ? value : throw Wrong(value, setting, "a number of at least 0");

    private protected ArgumentException Wrong(double value, string setting, string needed) =>
        new($"{GetType().Name} got {setting} {value.ToString(CultureInfo.InvariantCulture)} but needs {needed}. Give one.");

    /// <summary>Steps done, as a share of a stretch of them; never above 1.</summary>
    private protected static double Share(long step, double steps) => Math.Min(step / steps, 1);

    /// <summary>1 at 0, falling to 0 at 1 along half a cosine.</summary>
    private protected static double Cosine(double share) => 0.5 * (1 + Curves.CosPi(share));
}
