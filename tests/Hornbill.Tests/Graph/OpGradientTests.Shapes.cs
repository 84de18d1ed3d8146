using Hornbill.Graph;
using Hornbill.Layers;

namespace Hornbill.Tests.Graph;

public partial class OpGradientTests
{
    static Node Same(TwinGraph g, string name, Node x) =>
        g.Convolution(name, x, g.Weight($"w {name}", 3, 3, x.Shape[2], 2), g.Weight($"b {name}", 2), pads: new(1, 1, 1, 1));

    static readonly Dictionary<string, Func<TwinGraph, Node>> Shapes = new()
    {
        ["permute"] = g => g.Permute(g.Input("x", [4, 3]), 2, 1),
        ["permute an image between rims"] = g => Same(g, "conv", g.Permute(Same(g, "before", g.Input("x", [3, 4, 2])), 3, 1, 2)),
        ["permute four dimensions"] = g => g.Permute(g.Input("x", [2, 3, 1, 4]), 4, 2, 3, 1),
        ["repeat"] = g => g.Moved(new RepeatVector(5) { Name = "repeat" }, g.Input("x", [3]), i => [i[1]]),
        ["zero padding"] = g => g.Padded(g.Input("x", [3, 4, 2]), ((1, 2), (0, 3))),
        ["zero padding between convolutions"] = g => Same(g, "conv", g.Padded(Same(g, "before", g.Input("x", [4, 4, 2])), 1)),
        ["cropping"] = g => g.Cropped(g.Input("x", [6, 5, 3]), ((1, 2), (0, 3))),
        ["cropping between convolutions"] = g => Same(g, "conv", g.Cropped(Same(g, "before", g.Input("x", [6, 6, 2])), (1, 2))),
        ["nearest up-sampling"] = g => g.Nearest(g.Input("x", [3, 2, 3]), (2, 3)),
        ["nearest up-sampling between convolutions"] = g => Same(g, "conv", g.Nearest(Same(g, "before", g.Input("x", [3, 3, 1])), 2)),
        ["bilinear up-sampling"] = g => g.Bilinear(g.Input("x", [3, 2, 3]), (2, 3)),
        ["bilinear up-sampling of what others read"] = g =>
        {
            var x = g.Relu("relu", g.Input("x", [2, 2, 2]));
            return g.Sum("sum", g.Bilinear(x, 2), g.Nearest(x, 2));
        },
        ["average-pooling"] = g => g.AveragePool("pool", g.Input("x", [5, 7, 3]), new(2, 3), pads: new(0, 0, 1, 2)),
        ["overlapping average-pooling between rims"] = g => Same(g, "conv", g.AveragePool("pool", Same(g, "before", g.Input("x", [5, 6, 2])), new(3, 2), new(1, 2))),
        ["the mean of all places"] = g => g.AveragePool("pool", Same(g, "before", g.Input("x", [4, 6, 3])), new(4, 6)),
        ["the maximum of more than 255 places"] = g => g.Pool("pool", g.Input("x", [17, 16, 2]), new(17, 16)),
        ["a view and its source moved"] = g =>
        {
            var x = g.Relu("relu", g.Input("x", [2, 6]));
            return g.Sum("sum", g.Flat(g.Permute(x, 2, 1)), g.Flat(g.Cropped(g.View("image", x, [2, 6, 1]), 0)));
        },
    };
}
