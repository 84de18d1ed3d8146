using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A weight of the model. It has no value of its own in a plan: operations ask for it in the layout they read.
/// It can be seen under another shape, or as a share of its columns from the <paramref name="first"/>.</summary>
sealed class Weight(Variable variable, Shape? viewed = null, int? first = null) : Op
{
    public Variable Variable => variable;

    /// <summary>The first column of the share that is seen; null where all are.</summary>
    public int? First => first;

    public override string Kind => "weight";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => viewed ?? variable.Shape;
}
