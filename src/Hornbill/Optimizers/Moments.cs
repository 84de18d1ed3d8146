using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>What Adam and its relatives share: how fast the first and second moment forget, and ε.</summary>
sealed class Moments(string optimizer, double beta1, double beta2, double epsilon)
{
    public double Beta1 { get; } = Optimizer.Share(optimizer, "beta1", beta1);

    public double Beta2 { get; } = Optimizer.Share(optimizer, "beta2", beta2);

    public double Epsilon { get; } = Optimizer.AtLeast0(optimizer, "epsilon", epsilon);

    public Config Write(Config config) => config.Set("beta_1", Beta1).Set("beta_2", Beta2).Set("epsilon", Epsilon);

    /// <summary>1 − β₁, 1 − β₂ and ε into B, C and D.</summary>
    public void Set(ref Steps.Arguments a) => (a.B, a.C, a.D) = ((float)(1 - Beta1), (float)(1 - Beta2), (float)Epsilon);

    /// <summary>Adam's coefficients: A is η √(1 − β₂ᵗ) / (1 − β₁ᵗ).</summary>
    public void Adam(ref Steps.Arguments a, double rate, long step)
    {
        Set(ref a);
        a.A = (float)(rate * Math.Sqrt(1 - Optimizer.Power(Beta2, step)) / (1 - Optimizer.Power(Beta1, step)));
    }
}
