namespace Hornbill.Kernels;

/// <summary>How a side of an output is cut into tiles of 4, 3 or 2 places: as even as can be, or all even where windows of 2 × 2 are
/// pooled.</summary>
readonly record struct TileCut(int Places, bool Pooled)
{
    public const int Largest = 4;

    /// <summary>Tiles.</summary>
    public int Count => (Places + Largest - 1) / Largest;

    /// <summary>The first place of a tile.</summary>
    public int First(int tile) => Pooled ? Math.Min(Places, Largest * tile) : (int)((long)Places * tile / Count);

    /// <summary>Its places.</summary>
    public int Size(int tile) => First(tile + 1) - First(tile);
}
