namespace Hornbill.Models;

/// <summary>What a callback may know of the call of Fit, or of Evaluate, that it serves.</summary>
/// <param name="Epochs">The number of the last epoch, counting from 1.</param>
/// <param name="InitialEpoch">Epochs done before, for its first epoch.</param>
/// <param name="Steps">Steps in an epoch as they were asked for, which may be a fraction, or as the data give them; null where that is not
/// known.</param>
/// <param name="BatchSize">Samples in a step.</param>
/// <param name="Samples">Samples in the data, where that is known.</param>
/// <param name="Validates">Whether there are data to validate on.</param>
public sealed record FitParameters(int Epochs, int InitialEpoch, double? Steps, int BatchSize, int? Samples, bool Validates);
