using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>y_i = a_i σ(b_i), where x holds all a and then all b.</summary>
static unsafe class GatedLinear
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* y, int half)
    {
        for (var i = 0; i < half; i++) y[i] = x[i] * Sigmoid(x[half + i]);
    }

    /// <summary>da = dy σ(b), db = dy a σ(b) (1 − σ(b)); added or written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* x, float* dy, float* dx, int half, bool accumulate)
    {
        for (var i = 0; i < half; i++)
        {
            var gate = Sigmoid(x[half + i]);
            dx[i] = (dy[i] * gate) + (accumulate ? dx[i] : 0);
            dx[half + i] = (dy[i] * x[i] * gate * (1 - gate)) + (accumulate ? dx[half + i] : 0);
        }
    }

    static float Sigmoid(float x) => 1 / (1 + Exponential.Of(-x));
}
