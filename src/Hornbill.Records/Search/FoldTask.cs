namespace Hornbill.Records.Search;

/// <summary>A piece of work: one fold of one point.</summary>
/// <param name="Point">The point's number.</param>
/// <param name="Rung">The rung of halving; 0 elsewhere.</param>
/// <param name="Fold">The fold, from 0.</param>
/// <param name="Settings">The point's settings.</param>
/// <param name="Share">The share of the epochs that is given to it: 1, or less in the lower rungs of halving.</param>
public sealed record FoldTask(int Point, int Rung, int Fold, IReadOnlyDictionary<string, string> Settings, double Share);

/// <summary>What a fold came to.</summary>
/// <param name="Score">What is to be great, such as the accuracy on the fold that was held out; NaN for a training that burst.</param>
/// <param name="Loss">The loss there.</param>
public sealed record FoldResult(double Score, double Loss);
