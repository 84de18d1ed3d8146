using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Onnx.Export;

/// <summary>A convolution of groups is several in the library, of shares of the channels, one behind the other; ONNX has one operator for
/// it.</summary>
static class GroupedConvolutions
{
    /// <summary>Lets the convolutions of groups, and what takes their channels, be done by where they come together.</summary>
    public static void Mark(Exporter x)
    {
        foreach (var node in x.Nodes.Where(n => IsOne(x, n)))
            foreach (var group in node.Inputs)
            {
                x.Skip(group);
                x.Skip(group.Inputs[0]);
            }
    }

    public static bool IsOne(Exporter x, Node node)
    {
        if (node.Op is not Concatenation { Axis: 2 } || node.Inputs.Count < 2 || !node.Inputs.All(g => IsGroup(x, g, node))) return false;
        var (image, first) = (node.Inputs[0].Inputs[0].Inputs[0], node.Inputs[0]);
        var channels = first.Inputs[0].Shape[2];
        return image.Shape[2] == channels * node.Inputs.Count && node.Inputs.Select((g, i) =>
            g.Inputs[0].Inputs[0] == image && g.Inputs[1].Shape == first.Inputs[1].Shape && Settings(g) == Settings(first)
            && ((TakeChannels)g.Inputs[0].Op).First == i * channels).All(fits => fits);
    }

    public static Value Convert(Exporter x, Node node)
    {
        float[] kernel = [.. node.Inputs.SelectMany(g => Windows.Kernel(g.Inputs[1]))];
        var dims = Windows.Dims(node.Inputs[0].Inputs[1]);
        return Windows.Convolve(x, node, node.Inputs[0].Inputs[0].Inputs[0], Settings(node.Inputs[0]),
            new(kernel, [dims[0] * node.Inputs.Count, .. dims[1..]]), null, node.Inputs.Count);
    }

    static bool IsGroup(Exporter x, Node group, Node node) => group.Op is Convolution && group.Inputs is [{ Op: TakeChannels } taken, _]
        && x.OnlyReader(group) == node && x.OnlyReader(taken) == group;

    static (Pair Strides, Pair Dilation, Padding Padding) Settings(Node group) =>
        group.Op is Convolution op ? (op.Strides, op.Dilation, op.Padding) : default;
}
