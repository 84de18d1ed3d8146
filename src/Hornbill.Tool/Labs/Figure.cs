using System.Globalization;

namespace Hornbill.Tool.Labs;

/// <summary>One number that an experiment is measured by, and what it must be.</summary>
/// <param name="Measure">Its name in the lab's result: accuracy, loss, parameters, ….</param>
/// <param name="Seed">What the author measured once; null where ours is the first.</param>
/// <param name="Least">The least that our median may be.</param>
/// <param name="Most">The most.</param>
sealed record Figure(string Measure, double? Seed, double Least, double Most)
{
    const double Slack = 0.01;

    /// <summary>The loss that the author measured with it.</summary>
    public double? Loss { get; init; }

    /// <summary>At or above the author's figure less 0.01.</summary>
    public static Figure AtLeast(double seed, double? loss = null, string measure = "accuracy") =>
        new(measure, seed, seed - Slack, double.PositiveInfinity) { Loss = loss };

    /// <summary>A setting that is bad on purpose is as bad here: within a band around the author's figure.</summary>
    public static Figure Within(double seed, double least, double most, double? loss = null, string measure = "accuracy") =>
        new(measure, seed, least, most) { Loss = loss };

    /// <summary>Counts.</summary>
    public static Figure Exactly(string measure, double value) => new(measure, value, value, value);

    /// <summary>What nobody has measured before.</summary>
    public static Figure First(string measure = "accuracy") => new(measure, null, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The measure of the loss that belongs to this figure.</summary>
    public string LossMeasure => Measure.Replace("accuracy", "loss", StringComparison.Ordinal);

    public bool IsCount => Least == Most;

    public bool IsMet(double median) => median >= Least && median <= Most;

    /// <summary>The rule in words.</summary>
    public string Rule => Seed is null ? "ours is the first" : IsCount ? "exactly" : double.IsFinite(Most)
        ? string.Create(CultureInfo.InvariantCulture, $"↓ {Least:0.00} to {Most:0.00}")
        : string.Create(CultureInfo.InvariantCulture, $"≥ {Least:0.0000}");
}
