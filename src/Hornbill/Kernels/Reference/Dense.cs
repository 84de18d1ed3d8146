namespace Hornbill.Kernels.Reference;

/// <summary>Dense layer: y[n,o] = b[o] + Σ x[n,i] · w[i,o].</summary>
/// <remarks>x (n, i), w (i, o), y (n, o): rows, values in, values out.</remarks>
static class Dense
{
    public static double[] Forward(int rows, int inputs, int outputs, double[] x, double[] w, double[]? bias = null)
    {
        var y = new double[rows * outputs];
        for (var n = 0; n < rows; n++)
            for (var o = 0; o < outputs; o++)
            {
                var sum = bias?[o] ?? 0;
                for (var i = 0; i < inputs; i++) sum += x[(n * inputs) + i] * w[(i * outputs) + o];
                y[(n * outputs) + o] = sum;
            }
        return y;
    }

    public static double[] InputGradient(int rows, int inputs, int outputs, double[] dy, double[] w)
    {
        var dx = new double[rows * inputs];
        for (var n = 0; n < rows; n++)
            for (var i = 0; i < inputs; i++)
                for (var o = 0; o < outputs; o++)
                    dx[(n * inputs) + i] += dy[(n * outputs) + o] * w[(i * outputs) + o];
        return dx;
    }

    public static double[] WeightGradient(int rows, int inputs, int outputs, double[] x, double[] dy)
    {
        var dw = new double[inputs * outputs];
        for (var n = 0; n < rows; n++)
            for (var i = 0; i < inputs; i++)
                for (var o = 0; o < outputs; o++)
                    dw[(i * outputs) + o] += x[(n * inputs) + i] * dy[(n * outputs) + o];
        return dw;
    }

    public static double[] BiasGradient(int rows, int outputs, double[] dy)
    {
        var db = new double[outputs];
        for (var n = 0; n < rows; n++)
            for (var o = 0; o < outputs; o++)
                db[o] += dy[(n * outputs) + o];
        return db;
    }
}
