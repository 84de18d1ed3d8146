using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>How one weight of a layer is drawn, penalised and constrained; its settings begin with <paramref name="prefix"/>.</summary>
sealed class WeightRule(string prefix, InitializerChoice initializer, RegularizerChoice? regularizer, ConstraintChoice? constraint)
{
    readonly Initializer _initializer = initializer.Initializer;
    readonly Regularizer? _regularizer = regularizer?.Regularizer;
    readonly Constraint? _constraint = constraint?.Constraint;

    public Node Make(Layer layer, string name, Shape shape) => layer.Weight(name, shape, _initializer, _regularizer, _constraint);

    public Config Write(Config config) => config.Set($"{prefix}_initializer", _initializer.Name)
        .Set($"{prefix}_regularizer", _regularizer?.ToConfig()).Set($"{prefix}_constraint", _constraint?.ToConfig());
}
