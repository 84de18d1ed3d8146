using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>Lion (Chen et al., 2023): w ← w − η sign(β₁ m + (1 − β₁) g), m ← β₂ m + (1 − β₂) g. A good η is a third to a tenth of
/// Adam's.</summary>
/// <example><code>model.Compile(new Lion(0.0002), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="beta1">β₁, in (0, 1].</param>
/// <param name="beta2">β₂, in [0, 1).</param>
public sealed class Lion(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.99) : Optimizer(learningRate ?? 0.001)
{
    readonly double _beta1 = beta1 is > 0 and <= 1
        ? beta1
        : throw new ArgumentException($"Lion got beta_1 {beta1} but it must be above 0 and at most 1. Try the default.");
    readonly double _beta2 = Share("Lion", "beta2", beta2);

    /// <inheritdoc/>
    public override string Name => "lion";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["momentum"];

    internal static Optimizer From(Config c) => new Lion(c.LearningRate(), c.Double("beta_1", 0.9), c.Double("beta_2", 0.99)).With(c);

    private protected override void Write(Config config) => config.Set("beta_1", _beta1).Set("beta_2", _beta2);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step)
    {
        (a.A, a.B, a.C) = ((float)rate, (float)_beta1, (float)(1 - _beta1));
        (a.D, a.E) = ((float)_beta2, (float)(1 - _beta2));
    }

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.Lion>(a, width);
}
