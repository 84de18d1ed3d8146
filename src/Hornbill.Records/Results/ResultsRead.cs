namespace Hornbill.Records.Results;

/// <summary>The records of a text, and what in it was none.</summary>
/// <param name="Records">All that were sound, in their order.</param>
/// <param name="Report">What was left out, a sentence each; empty where all was sound.</param>
public sealed record ResultsRead(IReadOnlyList<RunRecord> Records, IReadOnlyList<string> Report);
