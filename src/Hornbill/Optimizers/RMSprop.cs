using Hornbill.Kernels;

namespace Hornbill.Optimizers;

/// <summary>RMSprop (Hinton, 2012) as Keras has it: v ← ρ v + (1 − ρ) g², w ← w − η g / √(v + ε).</summary>
/// <param name="learningRate">η.</param>
/// <param name="rho">ρ, in [0, 1).</param>
/// <param name="epsilon">ε.</param>
public sealed class RMSprop(double learningRate = 0.001, double rho = 0.9, double epsilon = 1e-7) : Optimizer(learningRate)
{
    readonly double _rho = Share("RMSprop", "rho", rho);

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    internal override int Slots => 1;

    internal override unsafe void Step(Steps.Arguments* a, long step, int width)
    {
        (a->A, a->B, a->C, a->D) = ((float)LearningRate, (float)_rho, (float)(1 - _rho), (float)epsilon);
        Steps.Run<Steps.RmsProp>(a, width);
    }
}
