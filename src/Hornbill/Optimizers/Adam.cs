using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>Adam (Kingma and Ba, 2015) as Keras has it: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − α m / (√v + ε) with
/// α = η √(1 − β₂ᵗ) / (1 − β₁ᵗ). With amsgrad the greatest v so far takes v's place. (Reddi et al., 2018)</summary>
/// <example><code>model.Compile(new Adam(0.0005), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="beta1">β₁, in [0, 1).</param>
/// <param name="beta2">β₂, in [0, 1).</param>
/// <param name="epsilon">ε.</param>
/// <param name="amsgrad">Whether the greatest v so far is used.</param>
public sealed class Adam(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7,
    bool amsgrad = false)
    : Optimizer(learningRate ?? 0.001)
{
    readonly Moments _moments = new("Adam", beta1, beta2, epsilon);

    /// <inheritdoc/>
    public override string Name => "adam";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["momentum", "velocity", amsgrad ? "velocity_hat" : null];

    internal static Optimizer From(Config c) =>
        new Adam(c.LearningRate(), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7), c.Bool("amsgrad", false))
            .With(c);

    private protected override void Write(Config config) => _moments.Write(config).Set("amsgrad", amsgrad);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step) => _moments.Adam(ref a, rate, step);

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.Adam>(a, width);
}
