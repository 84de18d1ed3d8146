using System.Diagnostics.CodeAnalysis;

namespace Hornbill.Optimizers;

/// <summary>How far a step goes: a number, or a schedule of one for each step.</summary>
/// <example><code>new SGD(new CosineDecay(0.1, 1000)); new SGD(0.05)</code></example>
public sealed record LearningRate
{
    LearningRate(double value, Schedule? schedule) => (Value, Schedule) = (value, schedule);

    internal double Value { get; }

    internal Schedule? Schedule { get; }

    /// <summary>The same for all steps.</summary>
    /// <param name="value">A finite number of at least 0.</param>
    public static implicit operator LearningRate(double value) => new(value, null);

    /// <summary>The same for all steps; null stays null, for the optimizer's default.</summary>
    /// <param name="value">A finite number of at least 0, or null.</param>
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator LearningRate?(double? value) => value is { } given ? new(given, null) : null;

    /// <summary>One for each step; null stays null, for the optimizer's default.</summary>
    /// <param name="schedule">Gives a step's rate.</param>
    [return: NotNullIfNotNull(nameof(schedule))]
    public static implicit operator LearningRate?(Schedule? schedule) => schedule is null ? null : new(0, schedule);
}
