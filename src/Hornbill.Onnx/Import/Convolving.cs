using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Import;

/// <summary>Convolutions of images and of sequences.</summary>
static class Convolving
{
    public static Operand[] Conv(Importer to, Settings node, Operand?[] x)
    {
        var (flow, w) = (to.LastOf(x.Flow(node, 0)), x.Needed(node, 1));
        CheckSides(node, flow, w);
        var window = Windowing.Of(node, flow.Rank - 1, w.Dims[2..]);
        var groups = node.Small(node.Long("group", 1), "group");
        var (channels, filters) = (flow.Dims[0], w.Dims[0]);
        if (groups < 1 || channels != w.Dims[1] * groups || filters % groups != 0)
            throw node.Bad($"{channels} channels in {groups} groups", $"{w.Dims[1]} in each, and a multiple of the groups of filters,");
        var same = window.IsSame(flow);
        if (!same) window = window.For(node, flow);
        if (!same && window.IsPadded) flow = Padding.Sides(to, flow, window.Before, window.After);
        // Both at once no layer has: every so many places of what is dilated alone.
        var thins = window.Strides.Any(s => s > 1) && window.Dilations.Any(d => d > 1);
        if (thins && same) flow = Padding.Sides(to, flow, window.For(node, flow).Before, window.For(node, flow).After);
        var padding = same && !thins ? "same" : "valid";
        var y = Convolved(to, flow, (thins ? window with { Strides = [.. window.Strides.Select(_ => 1)] } : window, padding, groups), w,
            x.Constant(node, 2) is { } b ? Bias(node, b, filters) : null);
        return [thins ? Thinned(to, y, window.Strides) : y];
    }

    static void CheckSides(Settings node, Flow flow, Numbers w)
    {
        if (flow.Rank is not (2 or 3) || w.Dims.Length != flow.Rank + 1 || w.Dims.Contains(0))
            throw node.Bad($"an input of {flow.Rank + 1} dimensions and weights of ({string.Join(", ", w.Dims)})",
                "images or sequences, and weights of as many dimensions,");
    }

    static float[] Bias(Settings node, Numbers bias, int filters) =>
        bias.Count == filters ? bias.AsFloats() : throw node.Bad($"{bias.Count} biases", $"{filters}");

    // (filters, channels, …) to (…, channels, filters).
    static Flow Convolved(Importer to, Flow flow, (Windowing W, string Padding, int Groups) how, Numbers w, float[]? bias)
    {
        var (rank, filters) = (how.W.Rank, w.Dims[0]);
        var depthwise = how.Groups > 1 && w.Dims[1] == 1 && flow.Dims[0] == how.Groups;
        var values = Merging.Turned(w.AsFloats(), w.Dims, [.. Enumerable.Range(2, rank), 1, 0]);
        int[] sizes = depthwise ? [.. w.Dims[2..], how.Groups, filters / how.Groups] : [.. w.Dims[2..], w.Dims[1], filters];
        Tensor[] weights = [new Tensor(Shape.Create(sizes), values), .. bias is null ? Array.Empty<Tensor>() : [new Tensor([filters],
            bias)]];
        Layer layer = (rank, depthwise) switch
        {
            (1, false) => new Conv1D(filters, how.W.Kernel[0], how.W.Strides[0], how.Padding, how.W.Dilations[0], how.Groups,
                useBias: bias is not null),
            (1, true) => new DepthwiseConv1D(how.W.Kernel[0], how.W.Strides[0], how.Padding, filters / how.Groups, how.W.Dilations[0],
                useBias: bias is not null),
            (_, false) => new Conv2D(filters, Pair(how.W.Kernel), Pair(how.W.Strides), how.Padding, Pair(how.W.Dilations), how.Groups,
                useBias: bias is not null),
            _ => new DepthwiseConv2D(Pair(how.W.Kernel), Pair(how.W.Strides), how.Padding, filters / how.Groups, Pair(how.W.Dilations),
                useBias: bias is not null),
        };
        return flow with { Node = to.ApplyWith(layer, flow.Node, weights) };
    }

    static Size Pair(int[] two) => new(two[0], two[1]);

    static Flow Thinned(Importer to, Flow y, int[] strides) => y with
    {
        Node = y.Rank == 3 ? to.Apply(new MaxPooling2D(1, Pair(strides)), y.Node) : to.Apply(new MaxPooling1D(1, strides[0]), y.Node),
    };

    public static Operand[] Transposed(Importer to, Settings node, Operand?[] x)
    {
        var (flow, w) = (to.LastOf(x.Flow(node, 0)), x.Needed(node, 1));
        CheckSides(node, flow, w);
        var window = Windowing.Of(node, flow.Rank - 1, w.Dims[2..]);
        var groups = node.Small(node.Long("group", 1), "group");
        if (groups < 1 || flow.Dims[0] != w.Dims[0] || w.Dims[0] % groups != 0)
            throw node.Bad($"{flow.Dims[0]} channels in {groups} groups", $"{w.Dims[0]}, as the weights have,");
        var (crop, more) = Cropping(node, flow, window);
        var filters = w.Dims[1];
        var bias = x.Constant(node, 2) is { } b ? Bias(node, b, filters * groups) : null;
        Node[] parts = [.. Enumerable.Range(0, groups).Select(g =>
            Group(to, Taken(to, flow, g, groups), (window, more), Share(w, g, groups), bias?[(g * filters)..((g + 1) * filters)]))];
        var y = flow with { Node = groups == 1 ? parts[0] : to.Apply(new Concatenate(), parts) };
        return [crop.All(c => c.Before == 0 && c.After == 0) ? y : y with { Node = to.Apply(Cropped(crop), y.Node) }];
    }

    static Layer Cropped((int Before, int After)[] crop) => crop is [var only] ? new Cropping1D(only) : new Cropping2D((crop[0], crop[1]));

    static Numbers Share(Numbers w, int group, int groups)
    {
        var (channels, run) = (w.Dims[0] / groups, w.Count / w.Dims[0]);
        return groups == 1 ? w : new([channels, .. w.Dims[1..]], w.AsFloats()[(group * channels * run)..((group + 1) * channels * run)],
            null);
    }

    // (channels, filters, …) to (…, filters, channels).
    static Node Group(Importer to, Node input, (Windowing Window, int[] More) how, Numbers w, float[]? bias)
    {
        var (window, more) = how;
        var (rank, channels, filters) = (window.Rank, w.Dims[0], w.Dims[1]);
        Tensor kernel = new(Shape.Create([.. w.Dims[2..], filters, channels]),
            Merging.Turned(w.AsFloats(), w.Dims, [.. Enumerable.Range(2, rank), 1, 0]));
        Layer layer = rank == 1
            ? new Conv1DTranspose(filters, window.Kernel[0], window.Strides[0], "valid", more[0], window.Dilations[0],
                useBias: bias is not null)
            : new Conv2DTranspose(filters, Pair(window.Kernel), Pair(window.Strides), "valid", Pair(more), Pair(window.Dilations),
                useBias: bias is not null);
        return to.ApplyWith(layer, input, bias is null ? [kernel] : [kernel, new Tensor([filters], bias)]);
    }

    static Node Taken(Importer to, Flow flow, int group, int groups)
    {
        var count = flow.Dims[0] / groups;
        return groups == 1 ? flow.Node : to.Apply(Channels(flow, group * count, count), flow.Node);
    }

    static Slice Channels(Flow flow, int first, int count) =>
        new([.. flow.Order.Select(d => d == 0 ? first : 0)], [.. flow.Order.Select(d => d == 0 ? first + count : int.MaxValue)]);

    // What each side loses of the full result, and what it gains behind it.
    static ((int Before, int After)[] Crop, int[] More) Cropping(Settings node, Flow flow, Windowing window)
    {
        var more = node.Ints("output_padding", window.Rank, 0, 0);
        var (crop, sizes) = (new (int Before, int After)[window.Rank], node.Ints("output_shape"));
        for (var s = 0; s < window.Rank; s++)
        {
            var (before, after) = (window.Before[s], window.After[s]);
            if (sizes is not null || window.Mode is "SAME_UPPER" or "SAME_LOWER")
            {
                var size = node.Known(flow)[s + 1];
                var wanted = sizes is null ? (long)size * window.Strides[s]
                    : sizes.Length >= window.Rank ? sizes[sizes.Length - window.Rank + s] : throw node.Bad("an output_shape",
                        "a size for each side");
                var total = ((size - 1L) * window.Strides[s]) + more[s] + window.Span(s) - wanted;
                var half = (int)(Math.Max(0, total) / 2);
                (before, after) = window.Mode == "SAME_UPPER" ? (half, (int)(total - half)) : ((int)Math.Max(0, total) - half,
                    (int)Math.Min(half, total));
            }
            // Zeros behind that are cropped at once are neither.
            var net = after - more[s];
            crop[s] = (before, Math.Max(0, net));
            more[s] = Math.Max(0, -net);
            if (more[s] >= window.Strides[s] && more[s] > 0)
                throw node.Bad($"{more[s]} places behind the result", $"less than the stride, {window.Strides[s]},");
        }
        return (crop, more);
    }
}
