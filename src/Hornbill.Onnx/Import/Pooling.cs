using Hornbill.Graph;
using Hornbill.Layers;

namespace Hornbill.Onnx.Import;

/// <summary>Poolings of images and of sequences, which are images of one column.</summary>
static class Pooling
{
    const int MostTaps = 256; // of a dilated window, each of which is a part of its own

    public static Operand[] Max(Importer to, Settings node, Operand?[] x)
    {
        if (node.Node.Outputs.Count > 1 && node.Node.Outputs[1].Length > 0) throw node.Bad("the places as a second output", "one output");
        return [Pool(to, node, to.LastOf(x.Flow(node, 0)), "max")];
    }

    public static Operand[] Average(Importer to, Settings node, Operand?[] x) =>
        [Pool(to, node, to.LastOf(x.Flow(node, 0)), "average")];

    static Flow Pool(Importer to, Settings node, Flow flow, string function)
    {
        if (flow.Rank is not (2 or 3)) throw node.Bad($"an input of {flow.Rank + 1} dimensions", "images or sequences");
        var window = Windowing.Of(node, flow.Rank - 1, null);
        if (window.Mode == "SAME_LOWER") window = window.For(node, flow);
        var (ceil, counts) = (node.Flag("ceil_mode"), function == "average" && node.Flag("count_include_pad"));
        if (window.Dilations.Any(d => d > 1)) return Dilated(to, node, flow, window.For(node, flow), ceil, function);
        var same = window.Mode == "SAME_UPPER" || (window.IsPadded && window.IsSame(flow));
        if (!ceil && !counts && (!window.IsPadded || same))
            return flow with { Node = to.Apply(Plain(window, function, same ? "same" : "valid"), flow.Node) };
        window = window.For(node, flow);
        if (counts)
        {
            flow = Padding.Sides(to, flow, window.Before, window.After);
            window = window with { Before = new int[window.Rank], After = new int[window.Rank] };
        }
        if (ceil) window = Further(node, flow, window);
        return Padded(to, flow, window, function);
    }

    static Layer Plain(Windowing w, string function, string padding) => (w.Rank, function) switch
    {
        (1, "max") => new MaxPooling1D(w.Kernel[0], w.Strides[0], padding),
        (1, _) => new AveragePooling1D(w.Kernel[0], w.Strides[0], padding),
        (_, "max") => new MaxPooling2D(new(w.Kernel[0], w.Kernel[1]), new Size(w.Strides[0], w.Strides[1]), padding),
        _ => new AveragePooling2D(new(w.Kernel[0], w.Kernel[1]), new Size(w.Strides[0], w.Strides[1]), padding),
    };

    // One place more where a window has begun; none that begins behind the padded value.
    static Windowing Further(Settings node, Flow flow, Windowing w)
    {
        var (sizes, after) = (node.Known(flow)[1..], w.After.ToArray());
        for (var s = 0; s < w.Rank; s++)
        {
            var padded = sizes[s] + w.Before[s] + w.After[s];
            var places = ((Math.Max(0, padded - w.Span(s)) + w.Strides[s] - 1) / w.Strides[s]) + 1;
            if ((places - 1) * (long)w.Strides[s] >= sizes[s] + w.Before[s]) places--;
            after[s] = (int)Math.Max(w.After[s], ((places - 1L) * w.Strides[s]) + w.Span(s) - sizes[s] - w.Before[s]);
        }
        return w with { After = after };
    }

    static Flow Padded(Importer to, Flow flow, Windowing w, string function)
    {
        if (w.Rank == 2) return flow with { Node = to.Apply(Layer2D(w, function), flow.Node) };
        var (steps, features) = (flow.Node.Shape[0], flow.Node.Shape[1]);
        var image = to.Apply(new Reshape(steps, 1, features), flow.Node);
        var margins = ((w.Before[0], w.After[0]), (0, 0));
        var pooled = to.Apply(new PaddedPooling2D(function, (w.Kernel[0], 1), (w.Strides[0], 1), margins), image);
        return flow with { Node = to.Apply(new Reshape(pooled.Shape[0], features), pooled) };
    }

    static PaddedPooling2D Layer2D(Windowing w, string function) => new(function, (w.Kernel[0], w.Kernel[1]), (w.Strides[0], w.Strides[1]),
        ((w.Before[0], w.After[0]), (w.Before[1], w.After[1])));

    // The greatest of the window's taps, each of which is a part of the padded image.
    static Flow Dilated(Importer to, Settings node, Flow flow, Windowing w, bool ceil, string function)
    {
        if (function != "max") throw node.Bad("dilations", "none in a mean");
        if (w.Kernel.Aggregate(1L, (a, n) => a * n) > MostTaps)
            throw node.Bad($"a dilated window of more than {MostTaps} elements", "a smaller one");
        if (ceil) w = Further(node, flow, w);
        var x = Padding.Constant(to, flow, [0, .. w.Before], [0, .. w.After], float.MinValue);
        var sizes = node.Known(x)[1..];
        int[] places = [.. sizes.Select((n, s) => ((n - w.Span(s)) / w.Strides[s]) + 1)];
        if (places.Any(p => p < 1)) throw node.Bad("a window that is larger than its input", "a smaller one");
        List<Node> taps = [];
        for (var tap = 0; tap < w.Kernel.Aggregate(1, (a, n) => a * n); tap++)
        {
            int[] at = w.Rank == 1 ? [tap] : [tap / w.Kernel[1], tap % w.Kernel[1]];
            int[] starts = [.. at.Select((a, s) => a * w.Dilations[s]), 0];
            int[] ends = [.. places.Select((p, s) => starts[s] + ((p - 1) * w.Strides[s]) + 1), int.MaxValue];
            taps.Add(to.Apply(new Slice(starts, ends, [.. w.Strides, 1]), x.Node));
        }
        return flow with { Node = taps.Count == 1 ? taps[0] : to.Apply(new Maximum(), taps) };
    }

    public static Operand[] GlobalAverage(Importer to, Settings node, Operand?[] x) => Global(to, node, x,
        new GlobalAveragePooling1D(keepDims: true), new GlobalAveragePooling2D(keepDims: true));

    public static Operand[] GlobalMax(Importer to, Settings node, Operand?[] x) => Global(to, node, x,
        new GlobalMaxPooling1D(keepDims: true), new GlobalMaxPooling2D(keepDims: true));

    static Operand[] Global(Importer to, Settings node, Operand?[] x, Layer sequence, Layer image)
    {
        var flow = to.LastOf(x.Flow(node, 0));
        return flow.Rank switch
        {
            2 => [flow with { Node = to.Apply(sequence, flow.Node) }],
            3 => [flow with { Node = to.Apply(image, flow.Node) }],
            _ => throw node.Bad($"an input of {flow.Rank + 1} dimensions", "images or sequences"),
        };
    }
}
