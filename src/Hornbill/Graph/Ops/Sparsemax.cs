using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>The probabilities over the last dimension that are nearest to the values: small ones are 0. (Martins and Astudillo,
/// 2016)</summary>
sealed class Sparsemax : Op
{
    public override string Kind => "sparsemax";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
