using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>Adadelta (Zeiler, 2012): s ← ρ s + (1 − ρ) g², d = g √(u + ε) / √(s + ε), u ← ρ u + (1 − ρ) d², w ← w − η d. The paper's has η
/// = 1.</summary>
/// <example><code>model.Compile(new Adadelta(1.0), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="rho">ρ, in [0, 1).</param>
/// <param name="epsilon">ε.</param>
public sealed class Adadelta(LearningRate? learningRate = null, double rho = 0.95, double epsilon = 1e-7) : Optimizer(learningRate ?? 0.001)
{
    readonly double _rho = Share("Adadelta", "rho", rho), _epsilon = AtLeast0("Adadelta", "epsilon", epsilon);

    /// <inheritdoc/>
    public override string Name => "adadelta";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["accumulated_grad", "accumulated_delta_var"];

    internal static Optimizer From(Config c) => new Adadelta(c.LearningRate(), c.Double("rho", 0.95), c.Double("epsilon", 1e-7)).With(c);

    private protected override void Write(Config config) => config.Set("rho", _rho).Set("epsilon", _epsilon);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step) =>
        (a.A, a.B, a.C, a.D) = ((float)rate, (float)_rho, (float)(1 - _rho), (float)_epsilon);

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.Adadelta>(a, width);
}
