namespace Hornbill.Records.Search;

/// <summary>How far a fold came.</summary>
enum FoldState { Waiting, Running, Done, Failed, Stopped }

/// <summary>A fold as the store has it.</summary>
/// <param name="Point">The point's number.</param>
/// <param name="Rung">The rung; <see cref="Refit"/> for the best settings' last training.</param>
/// <param name="Fold">The fold.</param>
/// <param name="State">How far it came.</param>
/// <param name="Score">What it came to; NaN for nothing.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Seconds">The time that it took.</param>
/// <param name="Run">The number of the run that it left in the store.</param>
/// <param name="Note">Why it failed.</param>
sealed record FoldRow(int Point, int Rung, int Fold, FoldState State, double Score, double Loss, double Seconds, long? Run, string? Note)
{
    public const int Refit = 1_000_000;

    public bool HasEnded => State is FoldState.Done or FoldState.Failed or FoldState.Stopped;
}
