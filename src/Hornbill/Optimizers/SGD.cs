using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <summary>Stochastic gradient descent: w ← w − η g. With momentum m: v ← m v − η g and w ← w + v; with Nesterov's: w ← w + m v − η
/// g.</summary>
/// <example><code>model.Compile(new SGD(0.05, momentum: 0.9), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.01 by default.</param>
/// <param name="momentum">m, in [0, 1).</param>
/// <param name="nesterov">Whether the step looks ahead.</param>
public sealed class SGD(LearningRate? learningRate = null, double momentum = 0, bool nesterov = false) : Optimizer(learningRate ?? 0.01)
{
    readonly double _momentum = Share("SGD", "momentum", momentum);

    /// <inheritdoc/>
    public override string Name => "sgd";

    internal override IReadOnlyList<string?> SlotNames { get; } = [momentum > 0 ? "momentum" : null];

    internal static Optimizer From(Config c) => new SGD(c.LearningRate(), c.Double("momentum", 0), c.Bool("nesterov", false)).With(c);

    private protected override void Write(Config config) => config.Set("momentum", _momentum).Set("nesterov", nesterov);

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step) => (a.A, a.B) = ((float)rate, (float)_momentum);

    internal override unsafe void Apply(Steps.Arguments* a, int width)
    {
        if (nesterov && _momentum > 0) Steps.Run<Steps.Nesterov>(a, width);
        else Steps.Run<Steps.Momentum>(a, width);
    }
}
