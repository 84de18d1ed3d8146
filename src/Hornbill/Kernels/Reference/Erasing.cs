namespace Hornbill.Kernels.Reference;

/// <summary>The value of the noise where the element's row and column lie in the patch, else x; the gradient passes where x does.</summary>
static class Erasing
{
    public static double[] Forward(int width, int channels, int top, int left, int bottom, int right, double[] x, Func<int,
        double> noise) =>
        [.. x.Select((v, i) => Inside(width, channels, top, left, bottom, right, i) ? noise(i) : v)];

    public static double[] InputGradient(int width, int channels, int top, int left, int bottom, int right, double[] dy) =>
        Forward(width, channels, top, left, bottom, right, dy, _ => 0);

    static bool Inside(int width, int channels, int top, int left, int bottom, int right, int i)
    {
        var (row, column) = (i / channels / width, i / channels % width);
        return row >= top && row < bottom && column >= left && column < right;
    }
}
