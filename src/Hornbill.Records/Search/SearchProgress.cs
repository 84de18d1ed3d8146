namespace Hornbill.Records.Search;

/// <summary>Where a search stands.</summary>
/// <param name="Ended">The fold that has just ended here; null for the refit and at the beginning.</param>
/// <param name="Points">All points so far.</param>
/// <param name="FoldsEnded">Folds that have ended, here or elsewhere.</param>
/// <param name="Folds">Folds in all, as far as is known.</param>
/// <param name="Remaining">The time that is left, where it can be told: what folds took so far, shared by the workers there are.</param>
public sealed record SearchProgress(FoldTask? Ended, IReadOnlyList<PointResult> Points, int FoldsEnded, int Folds, TimeSpan? Remaining);
