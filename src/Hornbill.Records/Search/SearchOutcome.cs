namespace Hornbill.Records.Search;

/// <summary>What a search came to.</summary>
/// <param name="Points">All points.</param>
/// <param name="Best">The best one, where the search is over and one has scores of all folds.</param>
/// <param name="Refit">The record of the best settings, trained on all data and tested once; null where that was not done.</param>
/// <param name="IsOver">Whether nothing is left to do.</param>
public sealed record SearchOutcome(IReadOnlyList<PointResult> Points, PointResult? Best, RunRecord? Refit, bool IsOver);
