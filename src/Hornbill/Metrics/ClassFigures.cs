namespace Hornbill.Metrics;

/// <summary>A line of a <see cref="ClassificationReport"/>.</summary>
/// <param name="Name">The class, or the kind of mean.</param>
/// <param name="Precision">Of those predicted as the class, the share that are of it.</param>
/// <param name="Recall">Of those of the class, the share predicted as it.</param>
/// <param name="F1">The harmonic mean of both.</param>
/// <param name="Support">Samples of the class.</param>
public readonly record struct ClassFigures(string Name, double Precision, double Recall, double F1, long Support);
