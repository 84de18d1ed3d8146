using Hornbill.Kernels;

namespace Hornbill.Optimizers;

/// <summary>Adam (Kingma and Ba, 2015) as Keras has it: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − α m / (√v + ε) with
/// α = η √(1 − β₂ᵗ) / (1 − β₁ᵗ).</summary>
/// <param name="learningRate">η.</param>
/// <param name="beta1">β₁, in [0, 1).</param>
/// <param name="beta2">β₂, in [0, 1).</param>
/// <param name="epsilon">ε.</param>
public sealed class Adam(double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7) : Optimizer(learningRate)
{
    readonly double _beta1 = Share("Adam", "beta1", beta1), _beta2 = Share("Adam", "beta2", beta2);

    /// <inheritdoc/>
    public override string Name => "adam";

    internal override int Slots => 2;

    internal override unsafe void Step(Steps.Arguments* a, long step, int width)
    {
        a->A = (float)(LearningRate * Math.Sqrt(1 - Math.Pow(_beta2, step)) / (1 - Math.Pow(_beta1, step)));
        (a->B, a->C, a->D) = ((float)(1 - _beta1), (float)(1 - _beta2), (float)epsilon);
        Steps.Run<Steps.Adam>(a, width);
    }
}
