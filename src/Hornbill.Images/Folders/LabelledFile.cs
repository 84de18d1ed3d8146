namespace Hornbill.Images;

/// <summary>A file and the index of its class.</summary>
readonly record struct LabelledFile(string Path, int Label);
