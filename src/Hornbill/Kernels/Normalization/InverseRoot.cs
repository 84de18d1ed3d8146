using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>y = x / √(s + ε), for vectors one by one, where s is the mean of x², or of (x − mean)² where it is centred.</summary>
static unsafe class InverseRoot
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* y, int length, float epsilon, bool centred)
    {
        var scale = (float)(1 / Math.Sqrt(MeanSquare(x, length, centred ? Mean(x, length) : 0) + epsilon));
        for (var i = 0; i < length; i++) y[i] = x[i] * scale;
    }

    /// <summary>With r = 1 / √(s + ε): dx = r dy − r³ (x − m) Σ dy x / length; added or written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* x, float* dy, float* dx, int length, float epsilon, bool centred, bool accumulate)
    {
        var (mean, dot) = (centred ? Mean(x, length) : 0, 0.0);
        var r = 1 / Math.Sqrt(MeanSquare(x, length, mean) + epsilon);
        for (var i = 0; i < length; i++) dot += (double)dy[i] * x[i];
        var back = r * r * r * dot / length;
        for (var i = 0; i < length; i++) dx[i] = (float)((r * dy[i]) - (back * (x[i] - mean))) + (accumulate ? dx[i] : 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Mean(float* x, int length)
    {
        var sum = 0.0;
        for (var i = 0; i < length; i++) sum += x[i];
        return sum / length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double MeanSquare(float* x, int length, double mean)
    {
        var sum = 0.0;
        for (var i = 0; i < length; i++) sum += (x[i] - mean) * (x[i] - mean);
        return sum / length;
    }
}
