using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>The first half of the last dimension times the sigmoid of the second. (Dauphin et al., 2017)</summary>
sealed class GatedLinear : Op
{
    public override string Kind => "glu";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0][^1] % 2 == 0
        ? Shape.Create([.. inputs[0].ToArray()[..^1], inputs[0][^1] / 2])
        : throw new ArgumentException(
            $"glu got an input of shape {inputs[0]} but needs an even number of values in the last dimension. Give the layer one unit " +
            $"more.");
}
