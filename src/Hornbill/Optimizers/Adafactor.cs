using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Optimizers;

/// <summary>Adafactor (Shazeer and Stern, 2018) as Keras has it: like Adam without a momentum, with second moments kept as means of rows
/// and of columns of the last two dimensions, rates by the size of each weight, and steps of bounded size.</summary>
/// <example><code>model.Compile(new Adafactor(0.01), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="beta2Decay">The moment forgets 1 − β₂ = tᵈ of itself at step t.</param>
/// <param name="epsilon1">Added to squared gradients.</param>
/// <param name="epsilon2">The least size of a weight that its rate is multiplied by.</param>
/// <param name="clipThreshold">The greatest root mean square of a step before its rate.</param>
/// <param name="relativeStep">Whether the rate is at most 1 / √t.</param>
public sealed class Adafactor(LearningRate? learningRate = null, double beta2Decay = -0.8, double epsilon1 = 1e-30, double epsilon2 = 1e-3,
    double clipThreshold = 1,
                              bool relativeStep = true) : Optimizer(learningRate ?? 0.001)
{
    readonly double _epsilon1 = AtLeast0("Adafactor", "epsilon_1", epsilon1), _epsilon2 = AtLeast0("Adafactor", "epsilon_2", epsilon2),
                    _threshold = clipThreshold > 0 ? clipThreshold
                        : throw new ArgumentException(
                            $"Adafactor got clip_threshold {clipThreshold} but it must be above 0. Try the default, 1.");

    /// <inheritdoc/>
    public override string Name => "adafactor";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["row_means", "column_means", "velocity"];

    internal static Optimizer From(Config c) => new Adafactor(
        c.LearningRate(), c.Double("beta_2_decay", -0.8), c.Double("epsilon_1", 1e-30), c.Double("epsilon_2", 1e-3),
            c.Double("clip_threshold", 1), c.Bool("relative_step", true)).With(c);

    private protected override void Write(Config config) =>
        config.Set("beta_2_decay", beta2Decay).Set("epsilon_1", _epsilon1).Set("epsilon_2", _epsilon2)
        .Set("clip_threshold", _threshold).Set("relative_step", relativeStep);

    internal override bool IsWhole(string name, Shape shape) => true;

    internal override long Scratch(Shape shape) => shape.Elements;

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step)
    {
        // A step is at most 1 / √t of a weight's size whatever relativeStep says; with a schedule it is the only bound.
        var bound = Math.Min(rate, 1 / Math.Sqrt(step));
        (a.A, a.B, a.C, a.D) = ((float)bound, (float)_threshold, (float)_epsilon1, (float)_epsilon2);
        a.E = (float)(1 - Math.Pow(step, beta2Decay));
    }

    internal override unsafe void Apply(Steps.Arguments* a, int width) =>
        throw new NotSupportedException("Adafactor changes whole weights but got a stretch of one. Use it with a model.");

    internal override unsafe void ApplyWhole(Steps.Arguments* a, Shape shape, float* scratch, int width) =>
        WholeSteps.Adafactor(a, shape.Rank < 2 ? 0 : shape[^2], shape[^1], scratch);
}
