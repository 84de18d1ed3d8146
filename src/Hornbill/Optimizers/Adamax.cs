using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>Adam by the greatest gradient (Kingma and Ba, 2015): m ← β₁ m + (1 − β₁) g, u ← max(β₂ u, |g|), w ← w − η m / ((1 − β₁ᵗ) (u +
/// ε)).</summary>
/// <example><code>model.Compile(new Adamax(), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="beta1">β₁, in [0, 1).</param>
/// <param name="beta2">β₂, in [0, 1).</param>
/// <param name="epsilon">ε.</param>
public sealed class Adamax(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
    : Optimizer(learningRate ?? 0.001)
{
    readonly Moments _moments = new("Adamax", beta1, beta2, epsilon);

    /// <inheritdoc/>
    public override string Name => "adamax";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["momentum", "norm"];

    internal static Optimizer From(Config c) =>
        new Adamax(c.LearningRate(), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7)).With(c);

    private protected override void Write(Config config) => _moments.Write(config);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step)
    {
        _moments.Set(ref a);
        (a.A, a.C) = ((float)(rate / (1 - Power(_moments.Beta1, step))), (float)_moments.Beta2);
    }

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.Adamax>(a, width);
}
