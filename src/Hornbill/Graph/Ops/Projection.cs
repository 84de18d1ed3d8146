using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Σ of a sample's values times a direction of their shape: what is differentiated where no loss is. Inputs: values,
/// direction.</summary>
sealed class Projection : Op
{
    public override string Kind => "projection";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [1];
}
