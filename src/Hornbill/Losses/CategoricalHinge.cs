using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>max(0, 1 + max_c (1 − t_c) p_c − Σ_c t_c p_c): the right class should be ahead of all others by 1. Predictions (…, classes),
/// targets alike, such as
/// one-hot.</summary>
/// <example><code>model.Compile("adam", "categorical_hinge");</code></example>
public sealed class CategoricalHinge : Loss
{
    /// <inheritdoc/>
    public override string Name => "categorical_hinge";

    /// <inheritdoc/>
    public override Shape TargetShape(Shape prediction) => NeedClasses(prediction);

    private protected override (float Low, float High) Targets => (0, 1);

    private protected override string Fix => "Give 1 for the right class and 0 for the others.";

    private protected override SampleLoss MakeOp() => new LossOf("categorical hinge", LossFunction.CategoricalHinge);
}
