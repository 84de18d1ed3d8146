using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>Adam with Nesterov's momentum (Dozat, 2016) as Keras has it: with uₜ = β₁ (1 − ½ · 0.96ᵗ) and Uₜ = u₁ ⋯ uₜ,
/// w ← w − η (uₜ₊₁ m / (1 − Uₜ₊₁) + (1 − uₜ) g / (1 − Uₜ)) / (√(v / (1 − β₂ᵗ)) + ε).</summary>
/// <example><code>model.Compile(new Nadam(), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="beta1">β₁, in [0, 1).</param>
/// <param name="beta2">β₂, in [0, 1).</param>
/// <param name="epsilon">ε.</param>
public sealed class Nadam(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
    : Optimizer(learningRate ?? 0.001)
{
    const double Forgotten = 1e-18; // 1 − U is 1 below it

    readonly Moments _moments = new("Nadam", beta1, beta2, epsilon);

    /// <inheritdoc/>
    public override string Name => "nadam";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["momentum", "velocity"];

    internal static Optimizer From(Config c) =>
        new Nadam(c.LearningRate(), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7)).With(c);

    private protected override void Write(Config config) => _moments.Write(config);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step)
    {
        _moments.Set(ref a);
        double product = 1, power = 1;
        for (long t = 1; t <= step && product > Forgotten; t++) product *= Momentum(power *= 0.96);
        double now = Momentum(Power(0.96, step)), next = Momentum(Power(0.96, step + 1));
        a.A = (float)(rate * next / (1 - (product * next)));
        a.E = (float)(rate * (1 - now) / (1 - product));
        a.F = (float)(1 / Math.Sqrt(1 - Power(_moments.Beta2, step)));
    }

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.Nadam>(a, width);

    double Momentum(double power) => _moments.Beta1 * (1 - (0.5 * power));
}
