using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>Follow the regularised leader (McMahan et al., 2013) as Keras has it, with p = −learningRatePower: n' = n + g²,
/// z ← z + g + 2 s w − (n'ᵖ − nᵖ) w / η, w ← (z within ± l1 − z) / (n'ᵖ / η + 2 l2 + β / η).</summary>
/// <example><code>model.Compile(new Ftrl(0.01, l1RegularizationStrength: 0.001), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="learningRatePower">−p, at most 0.</param>
/// <param name="initialAccumulatorValue">n before the first step.</param>
/// <param name="l1RegularizationStrength">l1.</param>
/// <param name="l2RegularizationStrength">l2.</param>
/// <param name="l2ShrinkageRegularizationStrength">s.</param>
/// <param name="beta">β.</param>
public sealed class Ftrl(LearningRate? learningRate = null, double learningRatePower = -0.5, double initialAccumulatorValue = 0.1,
                         double l1RegularizationStrength = 0, double l2RegularizationStrength = 0,
                             double l2ShrinkageRegularizationStrength = 0,
                         double beta = 0) : Optimizer(learningRate ?? 0.001)
{
    readonly double _power = learningRatePower <= 0 && double.IsFinite(learningRatePower)
        ? learningRatePower
        : throw new ArgumentException(
            $"Ftrl got learning_rate_power {learningRatePower} but it must be a finite number of at most 0. Try the default, -0.5.");
    readonly double _initial = AtLeast0("Ftrl", "initial_accumulator_value", initialAccumulatorValue), _beta =
        AtLeast0("Ftrl", "beta", beta),
                    _l1 = AtLeast0("Ftrl", "l1_regularization_strength", l1RegularizationStrength),
                    _l2 = AtLeast0("Ftrl", "l2_regularization_strength", l2RegularizationStrength),
                    _shrinkage = AtLeast0("Ftrl", "l2_shrinkage_regularization_strength", l2ShrinkageRegularizationStrength);

    /// <inheritdoc/>
    public override string Name => "ftrl";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["accumulator", "linear"];

    internal static Optimizer From(Config c) =>
        new Ftrl(c.LearningRate(), c.Double("learning_rate_power", -0.5), c.Double("initial_accumulator_value", 0.1),
        c.Double("l1_regularization_strength", 0), c.Double("l2_regularization_strength", 0),
            c.Double("l2_shrinkage_regularization_strength", 0), c.Double("beta", 0)).With(c);

    private protected override void Write(Config config) =>
        config.Set("learning_rate_power", _power).Set("initial_accumulator_value", _initial)
        .Set("l1_regularization_strength", _l1).Set("l2_regularization_strength", _l2)
            .Set("l2_shrinkage_regularization_strength", _shrinkage)
        .Set("beta", _beta);

    internal override float InitialSlot(int slot) => slot == 0 ? (float)_initial : 0;

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step) =>
        (a.A, a.B, a.C, a.D, a.E) = ((float)(1 / rate), (float)(2 * _shrinkage), (float)((2 * _l2) + (_beta / rate)), (float)_l1,
            (float)-_power);

    internal override unsafe void Apply(Steps.Arguments* a, int width)
    {
        if (_power == 0) Steps.Run<Steps.Ftrl<Steps.Zeroth>>(a, width);
        else if (_power == -1) Steps.Run<Steps.Ftrl<Steps.First>>(a, width);
        else if (_power == -0.5) Steps.Run<Steps.Ftrl<Steps.Root>>(a, width);
        else Steps.Run<Steps.Ftrl<Steps.Any>>(a, width);
    }
}
