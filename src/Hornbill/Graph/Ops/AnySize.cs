using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>What a layer makes of inputs whose sizes are not known yet: two trials of it, by inputs of two sizes, tell which dimensions of
/// the result depend on them. It is never computed: for data of a size the layers are applied anew.</summary>
/// <param name="shape">The result's, with what differs between the trials unknown.</param>
/// <param name="first">The result of the first trial.</param>
/// <param name="second">That of the second.</param>
sealed class AnySize(Shape shape, Node first, Node second) : Op
{
    public Node First => first;

    public Node Second => second;

    public override string Kind => "any size";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => shape;
}
