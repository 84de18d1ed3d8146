namespace Hornbill.Kernels;

/// <summary>Where a pixel of the output is read in the input: x = XX column + XY row + X0 and y = YX column + YY row + Y0, in pixels, of
/// which the first one's centre is 0.</summary>
readonly record struct AffineMap(double XX, double XY, double X0, double YX, double YY, double Y0)
{
    /// <summary>A linear map that leaves an image's centre where it is.</summary>
    public static AffineMap About(int height, int width, double xx, double xy, double yx, double yy)
    {
        var (x, y) = ((width - 1) / 2.0, (height - 1) / 2.0);
        return new(xx, xy, x - (xx * x) - (xy * y), yx, yy, y - (yx * x) - (yy * y));
    }

    /// <summary>Turns an image counter-clockwise.</summary>
    public static AffineMap Rotation(int height, int width, double turns)
    {
        var (sin, cos) = Trigonometry.OfTurns(turns);
        return About(height, width, cos, -sin, sin, cos);
    }
}
