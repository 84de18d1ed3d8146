using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>How one weight of a layer is drawn, penalised and constrained; its settings begin with <paramref name="prefix"/>.</summary>
sealed class WeightRule(string prefix, Initializer initializer, Regularizer? regularizer, Constraint? constraint)
{
    public Node Make(Layer layer, string name, Shape shape) => layer.Weight(name, shape, initializer, regularizer, constraint);

    public Config Write(Config config) => config.Set($"{prefix}_initializer", initializer.Saved())
        .Set($"{prefix}_regularizer", regularizer?.ToConfig()).Set($"{prefix}_constraint", constraint?.ToConfig());
}
