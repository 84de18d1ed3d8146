using Hornbill.Layers;

namespace Hornbill.Onnx.Import;

/// <summary>Elements put around values, or cut off.</summary>
static class Padding
{
    public static Operand[] Pad(Importer to, Settings node, Operand?[] x)
    {
        var flow = x.Flow(node, 0);
        if (flow.IsFlat) flow = to.PlainOf(flow);
        var pads = x.Ints(node, "pads", 1) ?? throw node.Bad("no pads", "some");
        var value = x.Constant(node, 2) is { Count: 1 } given ? given.AsFloats()[0] : node.Float("value", 0);
        var (before, after) = Each(node, pads, flow.Rank, x.Constant(node, 3)?.Ints(node));
        flow = Cropped(to, flow, before, after);
        (before, after) = ([.. before.Select(n => Math.Max(0, n))], [.. after.Select(n => Math.Max(0, n))]);
        var padded = node.Text("mode", "constant") switch
        {
            "constant" => Constant(to, flow, before, after, value),
            "edge" => Copied(to, node, flow, before, after, edge: true),
            "reflect" => Copied(to, node, flow, before, after, edge: false),
            var mode => throw node.Bad($"the mode '{Choices.Short(mode)}'", "constant, edge or reflect"),
        };
        return [padded];
    }

    // For each dimension of a sample; of the batch nothing may be.
    static (int[] Before, int[] After) Each(Settings node, int[] pads, int rank, int[]? axes)
    {
        axes ??= [.. Enumerable.Range(0, rank + 1)];
        if (pads.Length != 2 * axes.Length || pads.Any(p => p is < -int.MaxValue / 4 or > 4096))
            throw node.Bad($"{pads.Length} pads", $"two for each of {axes.Length} axes, each 4096 at most,");
        var (before, after) = (new int[rank], new int[rank]);
        for (var i = 0; i < axes.Length; i++)
        {
            var (first, last) = (pads[i], pads[axes.Length + i]);
            if (first == 0 && last == 0) continue;
            var d = node.Axis(axes[i], rank);
            (before[d], after[d]) = (first, last);
        }
        return (before, after);
    }

    static Flow Cropped(Importer to, Flow flow, int[] before, int[] after)
    {
        if (!before.Concat(after).Any(n => n < 0)) return flow;
        int[] starts = [.. before.Select(n => Math.Max(0, -n))], ends = [.. after.Select(n => n < 0 ? n : int.MaxValue)];
        return flow with { Node = to.Apply(new Slice(flow.Lies(starts), flow.Lies(ends)), flow.Node) };
    }

    /// <summary>Zeros around the sides of an image or a sequence with the channels last.</summary>
    public static Flow Sides(Importer to, Flow flow, int[] before, int[] after) => Constant(to, flow, [0, .. before], [0, .. after], 0);

    /// <summary>A number around a value, in the file's dimensions.</summary>
    public static Flow Constant(Importer to, Flow flow, int[] before, int[] after, float value)
    {
        if (before.Concat(after).All(n => n == 0)) return flow;
        int[] first = flow.Lies(before), last = flow.Lies(after);
        Layer layer = (value, first, last) switch
        {
            (0, [var f, 0], [var l, 0]) => new ZeroPadding1D((f, l)),
            (0, [var top, var left, 0], [var bottom, var right, 0]) => new ZeroPadding2D(((top, bottom), (left, right))),
            _ => new ConstantPadding(first, last, value),
        };
        return flow with { Node = to.Apply(layer, flow.Node) };
    }

    // Elements of the value itself: its first and last ones again and again, or those within, mirrored.
    static Flow Copied(Importer to, Settings node, Flow flow, int[] before, int[] after, bool edge)
    {
        for (var d = 0; d < before.Length; d++)
        {
            var size = node.Known(flow)[d];
            if (before[d] + after[d] == 0) continue;
            if (!edge && Math.Max(before[d], after[d]) >= size) throw node.Bad($"{Math.Max(before[d], after[d])} reflected of {size}",
                "fewer");
            int[] places = [.. Enumerable.Range(1, before[d]).Reverse().Select(i => edge ? 0 : i), -1,
                            .. Enumerable.Range(1, after[d]).Select(i => edge ? size - 1 : size - 1 - i)];
            var at = flow.Place(d);
            var parts = places.Select(p => p < 0 ? flow.Node : to.Apply(Shaping.One(flow, at, p), flow.Node)).ToArray();
            flow = flow with { Node = to.Apply(new Concatenate(at + 1), parts) };
        }
        return flow;
    }
}
