namespace Hornbill;

/// <summary>Zeros around an image.</summary>
readonly record struct Padding(int Top, int Left, int Bottom, int Right);
