using Hornbill.Kernels;

namespace Hornbill.Graph.Ops;

/// <summary>Rows [Top, Bottom) and columns [Left, Right) of an image.</summary>
readonly record struct Patch(int Top, int Left, int Bottom, int Right);

/// <summary>A patch of each image erased, or none.</summary>
sealed unsafe class EraseOp(int? seed, (double Lower, double Upper) factor, (double Lower, double Upper) scale, double? fillValue, (double Low, double High) range) : RandomOp("erasing", seed)
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

    public override void Run(in RandomSample s)
    {
        var p = Draw(s.Random, s.Shape[0], s.Shape[1]);
        var back = s.Gradient != null;
        var a = new Erasing.Arguments
        {
            Height = s.Shape[0],
            Width = s.Shape[1],
            Channels = s.Shape[2],
            Top = p.Top,
            Left = p.Left,
            Bottom = p.Bottom,
            Right = p.Right,
            From = back ? s.Gradient : s.X,
            To = s.To,
            Noise = fillValue is null,
            Value = (float)Math.Clamp(fillValue ?? 0, range.Low, range.High),
            Random = s.Random,
            Deviation = (float)range.High,
            Low = (float)range.Low,
            High = (float)range.High,
        };
        if (back) Erasing.InputGradient(&a, !s.Fresh);
        else Erasing.Forward(&a);
    }

    static double Between((double Lower, double Upper) ends, double share) => ends.Lower + ((ends.Upper - ends.Lower) * share);

    // The pixels whose number lies in [start, start + share × n), with a start between 0 and what is left.
    static (int From, int To) Side(int n, double share, double at)
    {
        var start = at * (n - (share * n));
        return (Math.Min(n, (int)Math.Ceiling(start)), Math.Min(n, (int)Math.Ceiling(start + (share * n))));
    }
}
