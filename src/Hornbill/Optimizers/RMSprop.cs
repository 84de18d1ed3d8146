using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>RMSprop (Hinton, 2012) as Keras has it: v ← ρ v + (1 − ρ) g², w ← w − η g / √(v + ε). Centered, n ← ρ n + (1 − ρ) g and v − n²
/// takes v's place; with momentum m the steps gather: s ← m s + step, w ← w − s.</summary>
/// <example><code>model.Compile(new RMSprop(0.001, momentum: 0.9), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="rho">ρ, in [0, 1).</param>
/// <param name="momentum">m, in [0, 1).</param>
/// <param name="epsilon">ε.</param>
/// <param name="centered">Whether the gradient's variance is used.</param>
public sealed class RMSprop(LearningRate? learningRate = null, double rho = 0.9, double momentum = 0, double epsilon = 1e-7,
    bool centered = false)
    : Optimizer(learningRate ?? 0.001)
{
    readonly double _rho = Share("RMSprop", "rho", rho), _momentum = Share("RMSprop", "momentum", momentum),
                    _epsilon = AtLeast0("RMSprop", "epsilon", epsilon);

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    internal override IReadOnlyList<string?> SlotNames { get; } =
        ["velocity", momentum > 0 ? "momentum" : null, centered ? "average_gradient" : null];

    internal static Optimizer From(Config c) =>
        new RMSprop(c.LearningRate(), c.Double("rho", 0.9), c.Double("momentum", 0), c.Double("epsilon", 1e-7), c.Bool("centered", false))
            .With(c);

    private protected override void Write(Config config) =>
        config.Set("rho", _rho).Set("momentum", _momentum).Set("epsilon", _epsilon).Set("centered", centered);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step)
    {
        (a.A, a.B, a.C, a.D) = ((float)rate, (float)_rho, (float)(1 - _rho), (float)_epsilon);
        (a.E, a.F) = (centered ? 1 : 0, (float)_momentum);
    }

    internal override unsafe void Apply(Steps.Arguments* a, int width) => Steps.Run<Steps.RmsProp>(a, width);
}
