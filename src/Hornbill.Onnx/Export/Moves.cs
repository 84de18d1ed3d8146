using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Onnx.Format;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Export;

/// <summary>Elements moved, repeated, left out or seen otherwise.</summary>
static class Moves
{
    // Where nothing but the channels' place differs, an image may stay as it lies.
    public static Value View(Exporter x, Node node)
    {
        var v = x[node.Inputs[0]];
        if (v.Shape == node.Shape) return v;
        var channels = v.Shape.Rank > 0 ? v.Shape[^1] : 1;
        if (v.First && node.Shape.Rank > 1 && node.Shape[^1] == channels) return x.Reshape(v, node.Shape, first: true);
        var either = v.First && (channels == 1 || v.Shape.Elements == channels);
        return x.Reshape(either ? v : x.Last(v), node.Shape);
    }

    public static Value RepeatChannels(Exporter x, Node node)
    {
        var (v, times) = (x[node.Inputs[0]], ((RepeatChannels)node.Op).Times);
        return Gather(x, v, 2, [.. Enumerable.Range(0, node.Shape[2]).Select(c => (long)(c / times))]);
    }

    public static Value TakeChannels(Exporter x, Node node)
    {
        var first = ((TakeChannels)node.Op).First;
        return Slice(x, x[node.Inputs[0]], 2, first, first + node.Shape[2]);
    }

    public static Value Crop(Exporter x, Node node)
    {
        var (v, op) = (x[node.Inputs[0]], (CropOp)node.Op);
        var (row, column) = ((v.Shape[0] - op.Height) / 2, (v.Shape[1] - op.Width) / 2);
        return Slice(x, Slice(x, v, 0, row, row + op.Height), 1, column, column + op.Width);
    }

    /// <summary>A rearrangement, dimension by dimension: which elements of which dimension of the input lie along each of the
    /// result.</summary>
    public static Value Convert(Exporter x, Node node)
    {
        var (op, v) = ((Rearrangement)node.Op, x[node.Inputs[0]]);
        Line[] lines = [.. node.Shape.Select((n, to) => Line.Of(op, to, n))];
        int[] used = [.. lines.Where(l => l.From is not null).Select(l => l.From!.Value)];
        if (used.Distinct().Count() != used.Length) throw Exporter.Inexpressible(node, $"'{op.Kind}'");
        var stays = used.SequenceEqual(Enumerable.Range(0, v.Shape.Rank)) && used.Length == lines.Length;
        if (!stays) v = x.Last(v);
        for (var d = 0; d < v.Shape.Rank; d++)
            if (!used.Contains(d)) v = Slice(x, v, d, op.From?[d] ?? 0, (op.From?[d] ?? 0) + 1);
        foreach (var line in lines.Where(l => l.From is not null)) v = Along(x, v, line);
        return stays ? v : Ordered(x, v, lines, node.Shape);
    }

    // The dimensions in the order of the result, then those that it has more.
    static Value Ordered(Exporter x, Value v, Line[] lines, Shape shape)
    {
        int[] used = [.. lines.Where(l => l.From is not null).Select(l => l.From!.Value)];
        int[] order = [.. used, .. Enumerable.Range(0, v.Shape.Rank).Except(used)];
        if (!order.SequenceEqual(Enumerable.Range(0, order.Length)))
            v = x.Add("Transpose", [v.Name], new("", Shape.Create([.. order.Select(d => v.Shape[d])])),
                OnnxAttribute.Of("perm", [0, .. order.Select(d => d + 1)]));
        var thin = Shape.Create([.. shape.Select((n, d) => lines[d].From is null ? 1 : n)]);
        if (v.Shape != thin) v = x.Reshape(v, thin);
        for (var d = 0; d < lines.Length; d++)
            if (lines[d].From is null && lines[d].Places.Length > 1) v = Gather(x, v, d, new long[lines[d].Places.Length]);
        return v;
    }

    // Which elements of a dimension of the input lie along one of the result; −1 where there is a zero.
    sealed record Line(int? From, int[] Places)
    {
        public static Line Of(Rearrangement op, int to, int length)
        {
            Move[] moves = [.. op.Moves.Where(m => m.To == to && m.ToBy != 0)];
            int[] from = [.. moves.Where(m => m.FromBy != 0).Select(m => m.From).Distinct()];
            var places = Enumerable.Repeat(-1, length).ToArray();
            int? source = from.Length == 1 ? from[0] : null;
            Fill(moves, 0, source is { } f ? op.From?[f] ?? 0 : 0, op.To?[to] ?? 0, places);
            return new(source, places);
        }

        static void Fill(Move[] moves, int at, int from, int to, int[] places)
        {
            if (at == moves.Length) places[to] = from;
            else
                for (var i = 0; i < moves[at].Count; i++)
                    Fill(moves, at + 1, from + (i * moves[at].FromBy), to + (i * moves[at].ToBy), places);
        }
    }

    static Value Along(Exporter x, Value v, Line line)
    {
        var (axis, places) = (line.From!.Value, line.Places);
        var (start, end) = (Array.FindIndex(places, p => p >= 0), Array.FindLastIndex(places, p => p >= 0) + 1);
        int[] inside = places[start..end];
        if (Runs(inside)) v = Slice(x, v, axis, inside[0], inside[^1] + 1);
        else if (!inside.Contains(-1)) v = Gather(x, v, axis, [.. inside.Select(p => (long)p)]);
        else
        {
            // A zero behind the last stands for those between.
            var zero = v.Shape[axis];
            v = Gather(x, Pad(x, v, axis, 0, 1), axis, [.. inside.Select(p => (long)(p < 0 ? zero : p))]);
        }
        return Pad(x, v, axis, start, places.Length - end);
    }

    static bool Runs(int[] places) => places.Zip(places.Skip(1)).All(p => p.Second == p.First + 1);

    static Value Slice(Exporter x, Value v, int dimension, int start, int end) => start == 0 && end == v.Shape[dimension]
        ? v
        : x.Add("Slice", [v.Name, x.Longs(start), x.Longs(end), x.Longs(v.Axis(dimension))], Resized(v, dimension, end - start));

    static Value Gather(Exporter x, Value v, int dimension, long[] places) =>
        x.Add("Gather", [v.Name, x.Longs(places)], Resized(v, dimension, places.Length), OnnxAttribute.Of("axis", (long)v.Axis(dimension)));

    static Value Pad(Exporter x, Value v, int dimension, int before, int after)
    {
        if (before == 0 && after == 0) return v;
        var (rank, pads) = (v.Shape.Rank + 1, new long[2 * (v.Shape.Rank + 1)]);
        (pads[v.Axis(dimension)], pads[rank + v.Axis(dimension)]) = (before, after);
        return x.Add("Pad", [v.Name, x.Longs(pads), x.Scalar(0)], Resized(v, dimension, before + v.Shape[dimension] + after));
    }

    static Value Resized(Value v, int dimension, int size) =>
        v with { Shape = Shape.Create([.. v.Shape.Select((n, d) => d == dimension ? size : n)]) };
}
