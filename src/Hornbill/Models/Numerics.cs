namespace Hornbill.Models;

/// <summary>How a model's sums are rounded.</summary>
public enum Numerics
{
    /// <summary>The fastest way, which may take fewer multiplications than a sum has terms: convolutions of 3 × 3 and 5 × 5 taps by
    /// Winograd's algorithm, whose outputs are off by some 5 × 10⁻⁶ of the largest where plain sums are off by 1 × 10⁻⁶.</summary>
    Fast,

    /// <summary>Every term is multiplied and added.</summary>
    Exact,
}
