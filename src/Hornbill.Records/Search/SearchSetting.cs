using System.Globalization;

namespace Hornbill.Records.Search;

/// <summary>A setting that is searched over: a list of values, or a range of numbers.</summary>
public sealed record SearchSetting
{
    const double End = 1 - 1e-12;

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Its values, as text; empty for a range.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The least number of a range.</summary>
    public double Min { get; init; }

    /// <summary>The greatest number of a range.</summary>
    public double Max { get; init; }

    /// <summary>The distance from one number of a range to the next; 0 where all between are in it.</summary>
    public double Step { get; init; }

    /// <summary>Whether it is drawn by its logarithm: as often from 0.001 to 0.01 as from 0.01 to 0.1.</summary>
    public bool Log { get; init; }

    /// <summary>A list of values.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="values">At least one.</param>
    /// <exception cref="ArgumentException">There is none, or one twice.</exception>
    public static SearchSetting Of(string name, params IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0 || values.Distinct().Count() != values.Count)
            throw new ArgumentException(
                $"The setting {Choices.Short(name)} got {values.Count} values, {values.Distinct().Count()} of them different, but needs " +
                $"at least one, each once. Correct the list.");
        return new() { Name = name, Values = values };
    }

    /// <summary>A range of numbers.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The greatest.</param>
    /// <param name="step">From one to the next; 0 for all between.</param>
    /// <param name="log">Whether it is drawn by its logarithm.</param>
    /// <exception cref="ArgumentException">The range is empty, or has no logarithm.</exception>
    public static SearchSetting Range(string name, double min, double max, double step = 0, bool log = false)
    {
        if (!(min < max) || !double.IsFinite(min) || !double.IsFinite(max) || !(step >= 0) || (step > 0 && step > max - min)
            || (log && min <= 0))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The setting {Choices.Short(name)} got the range {min} to {max} with step {step}{(log ? " by its logarithm" : "")} but " +
                $"needs min < max, a step within, and a logarithm only above 0. Correct it."));
        return new() { Name = name, Min = min, Max = max, Step = step, Log = log };
    }

    /// <summary>Whether it is a list.</summary>
    internal bool IsList => Values.Count > 0;

    /// <summary>Its values for a grid.</summary>
    /// <exception cref="ArgumentException">It is a range without a step.</exception>
    internal IReadOnlyList<string> Grid => IsList ? Values : Step > 0 ? [.. Enumerable.Range(0, Steps).Select(i => Text(Min + (i * Step)))]
        : throw new ArgumentException(
            $"The setting {Choices.Short(Name)} is a range without a step, but a grid needs values. Give it a step, or a list.");

    int Steps => (int)Math.Floor(((Max - Min) / Step) + 1e-9) + 1;

    /// <summary>The value at a place from 0 up to 1.</summary>
    internal string At(double place)
    {
        place = Math.Clamp(place, 0, End);
        if (IsList) return Values[(int)(place * Values.Count)];
        if (Log) return Text(Snapped(Math.Exp(Math.Log(Min) + (place * (Math.Log(Max) - Math.Log(Min))))));
        return Step > 0 ? Text(Min + ((int)(place * Steps) * Step)) : Text(Min + (place * (Max - Min)));
    }

    /// <summary>The place of a value: the middle of those that give it.</summary>
    internal double Place(string value)
    {
        if (IsList) return (Math.Max(0, Values.ToList().IndexOf(value)) + 0.5) / Values.Count;
        var number = double.Parse(value, CultureInfo.InvariantCulture);
        if (Log) return (Math.Log(number) - Math.Log(Min)) / (Math.Log(Max) - Math.Log(Min));
        return Step > 0 ? (Math.Round((number - Min) / Step) + 0.5) / Steps : (number - Min) / (Max - Min);
    }

    double Snapped(double value) => Step > 0 ? Math.Min(Max, Min + (Math.Round((value - Min) / Step) * Step)) : value;

    // Six digits are more than any training can tell apart.
    static string Text(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        .ToString("0.############", CultureInfo.InvariantCulture);
}
