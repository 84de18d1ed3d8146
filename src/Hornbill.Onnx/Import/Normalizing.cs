using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Import;

/// <summary>Normalisations by channel.</summary>
static class Normalizing
{
    public static Operand[] Batch(Importer to, Settings node, Operand?[] x)
    {
        if (node.Long("spatial", 1) != 1) throw node.Bad("spatial 0", "a number for each channel");
        if (node.Flag("training_mode")) throw node.Bad("training_mode", "inference");
        if (node.Node.Outputs.Skip(1).Any(o => o.Length > 0)) throw node.Bad($"{node.Node.Outputs.Count} outputs", "one, as at inference,");
        var flow = to.LastOf(x.Flow(node, 0));
        var channels = flow.Dims[0];
        Tensor[] weights = [.. Enumerable.Range(1, 4).Select(i => Each(node, x.Needed(node, i), channels))];
        var layer = new BatchNormalization(momentum: Math.Clamp(node.Float("momentum", 0.9f), 0, 1), epsilon: Epsilon(node));
        return [flow with { Node = to.ApplyWith(layer, flow.Node, weights) }];
    }

    // A group for each channel.
    public static Operand[] Instance(Importer to, Settings node, Operand?[] x)
    {
        var flow = to.LastOf(x.Flow(node, 0));
        if (flow.Rank < 2) throw node.Bad($"{flow.Rank + 1} dimensions", "three at least");
        Tensor[] weights = [.. Enumerable.Range(1, 2).Select(i => Each(node, x.Needed(node, i), flow.Dims[0]))];
        return [flow with { Node = to.ApplyWith(new GroupNormalization(-1, epsilon: Epsilon(node)), flow.Node, weights) }];
    }

    public static Operand[] LocalResponse(Importer to, Settings node, Operand?[] x)
    {
        var flow = to.LastOf(x.Flow(node, 0));
        var size = node.Has("size") ? node.Small(node.Long("size", 0), "size") : throw node.Bad("no size", "one");
        return [flow with
        {
            Node = to.Apply(new LocalResponseNormalization(size, node.Float("alpha", 1e-4f), node.Float("beta", 0.75f), node.Float("bias",
                1)),
                flow.Node),
        }];
    }

    static double Epsilon(Settings node) =>
        node.Float("epsilon", 1e-5f) is > 0 and var epsilon && float.IsFinite(epsilon) ? epsilon : throw node.Bad("an epsilon",
            "one above 0");

    static Tensor Each(Settings node, Numbers numbers, int channels) => numbers.Count == channels
        ? new([channels], [.. numbers.AsFloats()])
        : throw node.Bad($"{numbers.Count} numbers for {channels} channels", "one for each");
}
