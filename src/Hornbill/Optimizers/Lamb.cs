using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Optimizers;

/// <summary>Lamb (You et al., 2020): Adam's direction u = m̂ / (√v̂ + ε) of each weight, as long as the weight is: w ← w − η |w| / |u| u.
/// For large batches.</summary>
/// <example><code>model.Compile(new Lamb(0.002), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η; 0.001 by default.</param>
/// <param name="beta1">β₁, in [0, 1).</param>
/// <param name="beta2">β₂, in [0, 1).</param>
/// <param name="epsilon">ε.</param>
public sealed class Lamb(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
    : Optimizer(learningRate ?? 0.001)
{
    readonly Moments _moments = new("Lamb", beta1, beta2, epsilon);

    /// <inheritdoc/>
    public override string Name => "lamb";

    internal override IReadOnlyList<string?> SlotNames { get; } = ["momentum", "velocity"];

    internal static Optimizer From(Config c) =>
        new Lamb(c.LearningRate(), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7)).With(c);

    private protected override void Write(Config config) => _moments.Write(config);

    internal override bool IsWhole(string name, Shape shape) => true;

    internal override long Scratch(Shape shape) => shape.Elements;

    private protected override void Prepare(ref Steps.Arguments a, double rate, long step)
    {
        _moments.Set(ref a);
        (a.A, a.E, a.F) = ((float)rate, (float)(1 / (1 - Power(_moments.Beta1, step))), (float)(1 / (1 - Power(_moments.Beta2, step))));
    }

    internal override unsafe void Apply(Steps.Arguments* a, int width) =>
        throw new NotSupportedException("Lamb changes whole weights but got a stretch of one. Use it with a model.");

    internal override unsafe void ApplyWhole(Steps.Arguments* a, Shape shape, float* scratch, int width) => WholeSteps.Lamb(a, scratch);
}
