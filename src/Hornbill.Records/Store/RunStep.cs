namespace Hornbill.Records.Store;

/// <summary>Where a run stood within an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Steps done in it.</param>
/// <param name="Seconds">Since training began.</param>
/// <param name="Loss">The running loss of the epoch; NaN where it is no number.</param>
/// <param name="Accuracy">The running accuracy; NaN where there is none.</param>
public sealed record RunStep(int Epoch, int Step, double Seconds, double Loss, double Accuracy);
