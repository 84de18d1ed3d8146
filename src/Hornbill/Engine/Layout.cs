using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>How a value's floats lie: height, width, channels, inside a rim of zeros that is as wide as the padding of the convolution that
/// reads it. Without a rim this is plain NHWC.</summary>
readonly record struct Layout(int Top, int Left, int Bottom, int Right)
{
    public static readonly Layout Nhwc;

    /// <summary>A rim as wide as those zeros.</summary>
    public static Layout Rim(Padding zeros) => new(zeros.Top, zeros.Left, zeros.Bottom, zeros.Right);

    public bool HasRim => this != Nhwc;

    /// <summary>Floats from one row of the image to the next; a value that is no image is one row.</summary>
    public int Row(Shape shape) => shape.Rank == 3 ? (shape[1] + Left + Right) * shape[2] : shape.Elements;

    /// <summary>Floats of a sample with its rim.</summary>
    public int Floats(Shape shape) => shape.Rank == 3 ? (shape[0] + Top + Bottom) * Row(shape) : shape.Elements;

    /// <summary>Floats before the first pixel.</summary>
    public int Origin(Shape shape) => shape.Rank == 3 ? (Top * Row(shape)) + (Left * shape[2]) : 0;

    /// <summary>Floats from one element to the next in each dimension.</summary>
    public int[] Steps(Shape shape)
    {
        var steps = new int[shape.Rank];
        for (int d = shape.Rank - 1, step = 1; d >= 0; step *= shape[d--]) steps[d] = step;
        if (shape.Rank == 3) steps[0] = Row(shape);
        return steps;
    }

    public override string ToString() => HasRim ? $"NHWC+rim({Top},{Left},{Bottom},{Right})" : "NHWC";
}
