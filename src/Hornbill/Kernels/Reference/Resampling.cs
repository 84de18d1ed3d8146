namespace Hornbill.Kernels.Reference;

/// <summary>y = R x Cᵀ for each channel with the shares R (outHeight, height) and C (outWidth, width); what their rows lack of 1 is the
/// filling's.</summary>
static class Resampling
{
    public static double[] Forward(double[,] rows, double[,] columns, int channels, double[] x, double fill)
    {
        var (h, w, oh, ow) = (rows.GetLength(1), columns.GetLength(1), rows.GetLength(0), columns.GetLength(0));
        var y = new double[oh * ow * channels];
        for (var o = 0; o < oh; o++)
            for (var q = 0; q < ow; q++)
                for (var c = 0; c < channels; c++)
                {
                    var filled = 1.0;
                    ref var to = ref y[(((o * ow) + q) * channels) + c];
                    for (var i = 0; i < h; i++)
                        for (var j = 0; j < w; j++)
                        {
                            to += rows[o, i] * columns[q, j] * x[(((i * w) + j) * channels) + c];
                            filled -= rows[o, i] * columns[q, j];
                        }
                    to += filled * fill;
                }
        return y;
    }

    public static double[] InputGradient(double[,] rows, double[,] columns, int channels, double[] dy)
    {
        var (h, w, oh, ow) = (rows.GetLength(1), columns.GetLength(1), rows.GetLength(0), columns.GetLength(0));
        var dx = new double[h * w * channels];
        for (var o = 0; o < oh; o++)
            for (var q = 0; q < ow; q++)
                for (var c = 0; c < channels; c++)
                    for (var i = 0; i < h; i++)
                        for (var j = 0; j < w; j++)
                            dx[(((i * w) + j) * channels) + c] += rows[o, i] * columns[q, j] * dy[(((o * ow) + q) * channels) + c];
        return dx;
    }
}
