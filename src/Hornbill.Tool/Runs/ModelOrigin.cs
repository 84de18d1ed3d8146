namespace Hornbill.Tool.Runs;

/// <summary>Which run a model's file came from.</summary>
/// <param name="Interrupted">Whether that run did not come to its end.</param>
/// <param name="Checkpoint">The folder that it was kept in, in full; null where it was not.</param>
readonly record struct ModelOrigin(bool Interrupted, string? Checkpoint);
