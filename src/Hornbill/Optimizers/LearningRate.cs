namespace Hornbill.Optimizers;

/// <summary>How far a step goes: a number, or a schedule of one for each step.</summary>
/// <example><code>new SGD(new CosineDecay(0.1, 1000)); new SGD(0.05)</code></example>
public readonly record struct LearningRate
{
    internal LearningRate(double value, Schedule? schedule) => (Value, Schedule) = (value, schedule);

    internal double Value { get; }

    internal Schedule? Schedule { get; }

    /// <summary>The same for all steps.</summary>
    public static implicit operator LearningRate(double value) => new(value, null);

    /// <summary>One for each step.</summary>
    public static implicit operator LearningRate(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new(0, schedule);
    }
}
