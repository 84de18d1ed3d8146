using Hornbill.Kernels;

namespace Hornbill.Graph.Ops;

/// <summary>Rows [Top, Bottom) and columns [Left, Right) of an image.</summary>
readonly record struct Patch(int Top, int Left, int Bottom, int Right);

/// <summary>A patch of each image erased, or none.</summary>
sealed class EraseOp(int? seed, (double Lower, double Upper) factor, (double Lower, double Upper) scale, double? fillValue,
    (double Low, double High) range) : RandomOp("erasing", seed)
{
    /// <summary>What a patch is filled with; noise where there is none.</summary>
    public double? FillValue => fillValue;

    public (double Low, double High) Range => range;

    public Patch Draw(in Philox random, int height, int width)
    {
        var (forWidth, forHeight, x, y) = random.Units(0);
        var (probability, drawn, _, _) = random.Units(1);
        if (drawn >= Between(factor, probability)) return default;
        var (left, right) = Side(width, Math.Sqrt(Between(scale, forWidth)), x);
        var (top, bottom) = Side(height, Math.Sqrt(Between(scale, forHeight)), y);
        return new(top, left, bottom, right);
    }

    static double Between((double Lower, double Upper) ends, double share) => ends.Lower + ((ends.Upper - ends.Lower) * share);

    // The pixels whose number lies in [start, start + share × n), with a start between 0 and what is left.
    static (int From, int To) Side(int n, double share, double at)
    {
        var start = at * (n - (share * n));
        return (Math.Min(n, (int)Math.Ceiling(start)), Math.Min(n, (int)Math.Ceiling(start + (share * n))));
    }
}
