using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>y_c = exp(x_c − max x) / Σ_k exp(x_k − max x), for rows of a few classes, and its logarithm.</summary>
static unsafe class Softmax
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* y, int classes)
    {
        var max = x[0];
        for (var c = 1; c < classes; c++) max = x[c] > max ? x[c] : max;
        var sum = 0f;
        for (var c = 0; c < classes; c++) sum += y[c] = Exponential.Of(x[c] - max);
        for (var c = 0; c < classes; c++) y[c] /= sum;
    }

    /// <summary>dx_c = y_c × (dy_c − Σ_k dy_k y_k), added or written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* y, float* dy, float* dx, int classes, bool accumulate)
    {
        var dot = 0f;
        for (var c = 0; c < classes; c++) dot += dy[c] * y[c];
        for (var c = 0; c < classes; c++) dx[c] = (y[c] * (dy[c] - dot)) + (accumulate ? dx[c] : 0);
    }

    /// <summary>y_c = x_c − max x − ln Σ_k exp(x_k − max x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogForward(float* x, float* y, int classes)
    {
        var max = x[0];
        for (var c = 1; c < classes; c++) max = x[c] > max ? x[c] : max;
        var sum = 0f;
        for (var c = 0; c < classes; c++) sum += Exponential.Of(x[c] - max);
        var log = Exponential.Log(sum);
        for (var c = 0; c < classes; c++) y[c] = x[c] - max - log;
    }

    /// <summary>dx_c = dy_c − exp(y_c) Σ_k dy_k, added or written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogGradient(float* y, float* dy, float* dx, int classes, bool accumulate)
    {
        var sum = 0f;
        for (var c = 0; c < classes; c++) sum += dy[c];
        for (var c = 0; c < classes; c++) dx[c] = dy[c] - (Exponential.Of(y[c]) * sum) + (accumulate ? dx[c] : 0);
    }
}
