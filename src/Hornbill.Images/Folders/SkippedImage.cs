namespace Hornbill.Images;

/// <summary>A file that was left out.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">What is wrong with it, and how to mend it.</param>
/// <param name="Offset">At which byte; null where that says nothing.</param>
public sealed record SkippedImage(string Path, string Reason, long? Offset);
