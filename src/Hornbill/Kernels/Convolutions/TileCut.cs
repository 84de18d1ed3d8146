namespace Hornbill.Kernels;

/// <summary>How a side of an output is cut into tiles of 4, 3 or 2 places: as even as can be; where windows of 2 × 2 are pooled, all
/// but the last have even sizes. For five taps all tiles are of 4, and the last holds what is left.</summary>
readonly record struct TileCut(int Places, bool Pooled, int Taps)
{
    public const int Largest = 4;

    /// <summary>Tiles.</summary>
    public int Count => (Places + Largest - 1) / Largest;

    /// <summary>The first place of a tile.</summary>
    public int First(int tile) => Taps == 3 && !Pooled ? (int)((long)Places * tile / Count)
        : Taps == 3 && tile == Count - 1 && Places % Largest == 1 ? (Largest * tile) - 2 // 2 and 3, not 4 and 1
        : Math.Min(Places, Largest * tile);

    /// <summary>Its places.</summary>
    public int Size(int tile) => First(tile + 1) - First(tile);
}
