using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>AdamW that needs no schedule (Defazio et al., 2024): steps go to z ← z − η g / (√v̂ + ε), and the weights w = (1 − β₁) z + β₁ x
/// lie between z and its mean x, which is what to evaluate with: see <see cref="Models.Model.SwapToEval"/>.</summary>
/// <example><code>
/// model.Compile(new ScheduleFreeAdamW(0.0025), "sparse_categorical_crossentropy");
/// model.Fit(train);
/// model.SwapToEval();
/// </code></example>
/// <param name="learningRate">η; 0.0025 by default.</param>
/// <param name="beta1">β₁, in (0, 1).</param>
/// <param name="beta2">β₂, in [0, 1).</param>
/// <param name="epsilon">ε.</param>
/// <param name="warmupSteps">Steps in which the rate rises from 0.</param>
public sealed class ScheduleFreeAdamW(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
    int warmupSteps = 0)
    : Optimizer(learningRate ?? 0.0025)
{
    readonly Moments _moments = new("ScheduleFreeAdamW", beta1 > 0 ? beta1 : double.NaN, beta2, epsilon);
    readonly int _warmup = (int)AtLeast0("ScheduleFreeAdamW", "warmup_steps", warmupSteps);

    /// <inheritdoc/>
    public override string Name => "schedulefreeadamw";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["momentum", "velocity"];

    internal double Beta1 => _moments.Beta1;

    internal static Optimizer From(Config c) =>
        new ScheduleFreeAdamW(c.LearningRate(), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-8),
            c.Int("warmup_steps", 0)).With(c);

    private protected override void Write(Config config) => _moments.Write(config).Set("warmup_steps", _warmup);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step)
    {
        (a.A, a.B, a.C, a.D) = ((float)(rate * (_warmup > 0 ? Math.Min(1, (double)step / _warmup) : 1)), (float)_moments.Beta1,
            (float)(1 - _moments.Beta2), (float)_moments.Epsilon);
        (a.E, a.F, a.Share) = ((float)(1 / (1 - Power(_moments.Beta2, step))), step == 1 ? 1 / (1 - a.Decay) : 0, (float)(1.0 / step));
    }

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.ScheduleFree>(a, width);
}
