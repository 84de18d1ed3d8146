using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>Adagrad (Duchi et al., 2011): s ← s + g², w ← w − η g / √(s + ε).</summary>
/// <example><code>model.Compile(new Adagrad(0.01), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="initialAccumulatorValue">s before the first step.</param>
/// <param name="epsilon">ε.</param>
public sealed class Adagrad(LearningRate? learningRate = null, double initialAccumulatorValue = 0.1, double epsilon = 1e-7)
    : Optimizer(learningRate ?? 0.001)
{
    readonly double _initial = AtLeast0("Adagrad", "initial_accumulator_value", initialAccumulatorValue), _epsilon =
        AtLeast0("Adagrad", "epsilon", epsilon);

    /// <inheritdoc/>
    public override string Name => "adagrad";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["accumulator"];

    internal static Optimizer From(Config c) =>
        new Adagrad(c.LearningRate(), c.Double("initial_accumulator_value", 0.1), c.Double("epsilon", 1e-7)).With(c);

    private protected override void Write(Config config) => config.Set("initial_accumulator_value", _initial).Set("epsilon", _epsilon);

    internal override float InitialSlot(int slot) => (float)_initial;

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step) => (a.A, a.D) = ((float)rate, (float)_epsilon);

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.Adagrad>(a, width);
}
