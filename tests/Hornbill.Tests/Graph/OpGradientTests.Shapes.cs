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
        ["overlapping average-pooling between rims"] = g =>
            Same(g, "conv", g.AveragePool("pool", Same(g, "before", g.Input("x", [5, 6, 2])), new(3, 2), new(1, 2))),
        ["the mean of all places"] = g => g.AveragePool("pool", Same(g, "before", g.Input("x", [4, 6, 3])), new(4, 6)),
        ["the maximum of more than 255 places"] = g => g.Pool("pool", g.Input("x", [17, 16, 2]), new(17, 16)),
        ["dropout of channels"] = g => g.ChannelDropout("dropout", g.Input("x", [3, 4, 37]), 0.4f),
        ["dropout of steps"] = g => g.Dropout("dropout", g.Input("x", [5, 7]), 0.4f, [null, 1, null], i => i % 7),
        ["dropout of features"] = g => g.Dropout("dropout", g.Input("x", [7, 5]), 0.4f, [null, null, 1], i => i / 5),
        ["dropout of rows between rims"] = g => Same(g, "conv",
            g.Dropout("dropout", Same(g, "before", g.Input("x", [3, 4, 2])), 0.4f, [null, null, 1, 2], i => (i / 8 * 2) + (i % 2))),
        ["alpha dropout"] = g => g.AlphaDropout("dropout", g.Input("x", [4, 10]), 0.3f),
        ["gaussian noise"] = g => g.Noise("noise", g.Input("x", [4, 10]), 0.3),
        ["gaussian noise of what others read"] = g =>
        {
            var x = g.Relu("relu", g.Input("x", [9]));
            return g.Sum("sum", g.Noise("noise", x, 0.3), x);
        },
        ["gaussian dropout"] = g => g.NormalDropout("dropout", g.Input("x", [5, 9]), 0.3),
        ["add"] = g => g.Merged(new Add(), g.Input("x", [3, 5]), g.Input("y", [3, 5]), (a, b) => a + b),
        ["subtract between rims"] = g =>
        {
            var x = Same(g, "before", g.Input("x", [4, 4, 2]));
            return Same(g, "conv", g.Merged(new Subtract(), x, g.Relu("relu", x), (a, b) => a - b));
        },
        ["multiply"] = g => g.Merged(new Multiply(), g.Input("x", [3, 5]), g.Input("y", [3, 5]), (a, b) => a * b),
        ["a value multiplied by itself"] = g =>
        {
            var x = g.Relu("relu", g.Input("x", [7]));
            return g.Merged(new Multiply(), x, x, (a, b) => a * b);
        },
        ["maximum"] = g => g.Merged(new Maximum(), g.Input("x", [3, 5]), g.Input("y", [3, 5]), Math.Max),
        ["minimum"] = g => g.Merged(new Minimum(), g.Input("x", [3, 5]), g.Input("y", [3, 5]), Math.Min),
        ["average"] = g => g.Merged(new Average(), g.Input("x", [3, 5]), g.Input("y", [3, 5]), (a, b) => (a + b) / 2),
        ["concatenate channels between rims"] = g =>
        {
            var x = Same(g, "before", g.Input("x", [4, 3, 2]));
            return Same(g, "conv", g.Concatenated(2, x, g.Input("y", [4, 3, 3]), x));
        },
        ["concatenate rows"] = g => g.Concatenated(0, g.Input("x", [2, 3, 2]), g.Input("y", [1, 3, 2]), g.Input("z", [3, 3, 2])),
        ["concatenate columns"] = g => g.Concatenated(1, g.Input("x", [2, 3, 2]), g.Input("y", [2, 1, 2])),
        ["dot"] = g => g.Dot(g.Input("x", [3, 19]), g.Input("y", [4, 19])),
        ["dot of cosines"] = g => g.Dot(g.Input("x", [3, 5]), g.Input("y", [2, 5]), normalize: true),
        ["dot of a value with itself"] = g =>
        {
            var x = g.Relu("relu", g.Input("x", [3, 6]));
            return g.Dot(x, x);
        },
        ["log softmax"] = g => g.LogSoftmax(g.Input("x", [2, 5])),
        ["prelu"] = g => g.PRelu(g.Input("x", [3, 4, 2]), g.Weight("alpha", 3, 4, 2)),
        ["prelu of channels between rims"] = g =>
            Same(g, "conv", g.PRelu(Same(g, "before", g.Input("x", [4, 5, 3])), g.Weight("alpha", 1, 1, 2))),
        ["prelu of rows"] = g => g.PRelu(g.Input("x", [3, 4, 2]), g.Weight("alpha", 3, 1, 1)),
        ["prelu with one alpha"] = g => g.PRelu(g.Input("x", [5, 6]), g.Weight("alpha", 1, 1)),
        ["an alpha used twice"] = g =>
        {
            var alpha = g.Weight("alpha", 1, 6);
            return g.PRelu(g.PRelu(g.Input("x", [3, 6]), alpha), alpha);
        },
        ["a view and its source moved"] = g =>
        {
            var x = g.Relu("relu", g.Input("x", [2, 6]));
            return g.Sum("sum", g.Flat(g.Permute(x, 2, 1)), g.Flat(g.Cropped(g.View("image", x, [2, 6, 1]), 0)));
        },
    };
}
