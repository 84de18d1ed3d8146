using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Import;

/// <summary>Values under other shapes, parts of them, and their dimensions in another order. The batch is always the first.</summary>
static class Shaping
{
    public static Operand[] Cast(Importer to, Settings node, Operand?[] x) => node.Long("to", OnnxTensor.FloatType) is 1 or 10 or 11 or 16
        ? [x.Flow(node, 0)]
        : throw node.Bad("a type of whole numbers", "floats");

    // With a number that stands for the batch's size.
    public static Operand[] Shape(Importer to, Settings node, Operand?[] x) =>
        [Sizes(node, [Numbers.Batch, .. node.Known(x.Flow(node, 0)).Select(d => (long)d)])];

    /// <summary>Those sizes that a node asks for.</summary>
    public static Numbers Sizes(Settings node, long[] dims)
    {
        var (start, end) = (Clamped(node.Long("start", 0), dims.Length), Clamped(node.Long("end", dims.Length), dims.Length));
        long[] asked = [.. dims.Skip(start).Take(Math.Max(0, end - start))];
        return new([asked.Length], null, asked);
    }

    static int Clamped(long at, int size) => (int)Math.Clamp(at < 0 ? at + size : at, 0, size);

    // Order says where each dimension has gone: nothing is moved.
    public static Operand[] Transpose(Importer to, Settings node, Operand?[] x)
    {
        var flow = x.Flow(node, 0);
        if (flow.IsFlat) flow = to.PlainOf(flow);
        var order = node.Ints("perm") ?? [.. Enumerable.Range(0, flow.Rank + 1).Reverse()];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, flow.Rank + 1)) || order[0] != 0)
            throw node.Bad($"the order ({string.Join(", ", order.Take(16))})", "each dimension once, the batch's first,");
        return [flow with { Order = [.. flow.Order.Select(d => Array.IndexOf(order, d + 1) - 1)] }];
    }

    public static Operand[] Flatten(Importer to, Settings node, Operand?[] x)
    {
        var flow = x.Flow(node, 0);
        var axis = node.Long("axis", 1);
        if (axis < 0) axis += flow.Rank + 1;
        if (axis != 1 && (axis < 1 || axis > flow.Rank + 1 || node.Known(flow).Take((int)axis - 1).Any(n => n != 1)))
            throw node.Bad($"the axis {axis}", "1, since what is before it would join the batch,");
        return [axis > flow.Rank ? Shaped(to, node, flow, [1]) : Flat(to, flow)];
    }

    // Only noted, since a dense layer behind it takes the order as it is.
    static Flow Flat(Importer to, Flow flow) => flow.IsFlat || flow.Rank == 1 ? flow
        : flow.Order.SequenceEqual(Import.Flow.Plain(flow.Rank)) ? new(to.Apply(new Flatten(), flow.Node), [0])
            : flow with { IsFlat = true };

    public static Operand[] Reshape(Importer to, Settings node, Operand?[] x)
    {
        var (flow, wanted) = (x.Flow(node, 0), x.Needed(node, 1).Longs ?? throw node.Bad("floats", "whole numbers"));
        var dims = flow.Dims;
        if (wanted.Length == 0) throw node.Bad("a shape without dimensions", "the batch's at least");
        long[] target = [.. wanted.Select((n, i) => n == 0 && !node.Flag("allowzero") && i > 0
            ? i <= dims.Length ? dims[i - 1] : throw node.Bad($"0 for dimension {i}", $"one of {dims.Length}") : n)];
        return [Shaped(to, node, flow, Sample(node, target, node.Known(flow)))];
    }

    // What is left of a shape when the batch's dimension is taken: as many values as a sample has.
    static int[] Sample(Settings node, long[] target, int[] dims)
    {
        var elements = dims.Aggregate(1L, (a, n) => a * n);
        var rest = target[1..];
        if (rest.Any(n => n is < -1 or > int.MaxValue) || rest.Count(n => n == -1) > 1)
            throw node.Bad($"the shape ({string.Join(", ", target.Take(16).Select(Told))})",
                "dimensions of which the first is the batch's,");
        var known = rest.Where(n => n >= 0).Aggregate(1.0, (a, n) => a * n);
        if (rest.Contains(-1) && (known < 1 || elements % known != 0 || target[0] == -1) || (!rest.Contains(-1) && known != elements))
            throw node.Bad($"the shape ({string.Join(", ", target.Take(16).Select(Told))})", $"{elements} values in each sample, as came,");
        return [.. rest.Select(n => n == -1 ? (int)(elements / known) : (int)n)];
    }

    static string Told(long n) => n == Numbers.Batch ? "batch" : $"{n}";

    /// <summary>A value under another shape of a sample.</summary>
    static Flow Shaped(Importer to, Settings node, Flow flow, int[] sample)
    {
        if (sample.Length == 0) throw node.Bad("no dimension but the batch's", "another");
        if (sample.SequenceEqual(flow.Dims)) return flow;
        if (sample.Length == 1) return Flat(to, flow);
        if (!flow.IsFlat && Thin(flow.Dims).SequenceEqual(Thin(sample)) && Squeezed(to, flow, sample) is { } squeezed) return squeezed;
        var plain = to.PlainOf(flow);
        return new(to.Apply(new Reshape(Tensors.Shape.Create(sample)), plain.Node), Import.Flow.Plain(sample.Length));
    }

    static IEnumerable<int> Thin(int[] dims) => dims.Where(n => n != 1);

    // Nothing but dimensions of 1 comes or goes: the others stay where they are.
    static Flow? Squeezed(Importer to, Flow flow, int[] sample)
    {
        var dims = flow.Dims;
        int[] own = [.. flow.Order.Where(d => dims[d] != 1)];
        if (own.SequenceEqual(own.Order())) return null;
        int[] large = [.. Enumerable.Range(0, dims.Length).Where(d => dims[d] != 1)];
        int[] places = [.. Enumerable.Range(0, sample.Length).Where(d => sample[d] != 1)];
        int[] order = [.. own.Select(d => places[Array.IndexOf(large, d)]), .. Enumerable.Range(0, sample.Length).Where(d =>
            sample[d] == 1)];
        return new(to.Apply(new Reshape(Tensors.Shape.Create([.. order.Select(d => sample[d])])), flow.Node), order);
    }

    public static Operand[] Squeeze(Importer to, Settings node, Operand?[] x)
    {
        var flow = x.Flow(node, 0);
        var dims = node.Known(flow);
        var axes = x.Ints(node, "axes", 1)?.Select(a => node.Axis(a, dims.Length)).ToHashSet()
            ?? [.. Enumerable.Range(0, dims.Length).Where(d => dims[d] == 1)];
        if (axes.Any(d => dims[d] != 1)) throw node.Bad($"sizes of ({string.Join(", ", dims)})", "1 where it squeezes");
        return [Shaped(to, node, flow, [.. dims.Where((_, d) => !axes.Contains(d))])];
    }

    public static Operand[] Unsqueeze(Importer to, Settings node, Operand?[] x)
    {
        var flow = x.Flow(node, 0);
        var dims = node.Known(flow).ToList();
        var axes = x.Ints(node, "axes", 1) ?? throw node.Bad("no axes", "some");
        foreach (var d in axes.Select(a => node.Axis(a, dims.Count + axes.Length)).Order())
            if (d <= dims.Count) dims.Insert(d, 1);
            else throw node.Bad($"the axis {d + 1}", "one behind the value's dimensions");
        return [Shaped(to, node, flow, [.. dims])];
    }

    public static Operand[] Slice(Importer to, Settings node, Operand?[] x)
    {
        var flow = x.Flow(node, 0);
        if (flow.IsFlat) flow = to.PlainOf(flow);
        var (starts, ends) = (x.Longs(node, "starts", 1), x.Longs(node, "ends", 2));
        long[] axes = (x.Ints(node, "axes", 3) ?? [.. Enumerable.Range(0, starts.Length)]).Select(a => (long)a).ToArray();
        long[] steps = [.. x.Constant(node, 4)?.Ints(node).Select(n => (long)n) ?? starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw node.Bad($"{starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps", "as many of each");
        int[] from = new int[flow.Rank], to_ = [.. Enumerable.Repeat(int.MaxValue, flow.Rank)], by = [.. Enumerable.Repeat(1, flow.Rank)];
        for (var i = 0; i < axes.Length; i++)
        {
            if (axes[i] == 0 && starts[i] == 0 && ends[i] >= int.MaxValue && steps[i] == 1) continue;
            var d = node.Axis(axes[i], flow.Rank);
            if (steps[i] < 0) flow = Backward(to, node, flow, d, (starts[i], ends[i], steps[i]));
            else (from[d], to_[d], by[d]) = (Bounded(starts[i]), Bounded(ends[i]), node.Small(steps[i], "step"));
        }
        if (steps.All(s => s < 0)) return [flow];
        return [flow with { Node = to.Apply(new Layers.Slice(flow.Lies(from), flow.Lies(to_), flow.Lies(by)), flow.Node) }];
    }

    // A dimension from its end on: element by element.
    static Flow Backward(Importer to, Settings node, Flow flow, int axis, (long Start, long End, long Step) part)
    {
        var size = node.Known(flow)[axis];
        var first = Math.Min(part.Start < 0 ? part.Start + size : part.Start, size - 1);
        var end = Math.Max(part.End < 0 ? part.End + size : part.End, -1);
        if (first <= end) throw node.Bad($"a part from {first} down to {end}", "one that leaves something");
        List<int> taken = [];
        for (var i = first; i > end; i += part.Step) taken.Add((int)i);
        return Elements(to, node, flow, axis, taken);
    }

    static int Bounded(long n) => (int)Math.Clamp(n, -int.MaxValue, int.MaxValue);

    static long[] Longs(this Operand?[] x, Settings node, string name, int index) =>
        node.Attribute(name)?.Ints.ToArray() ?? x.Needed(node, index).Longs ?? throw node.Bad($"{name} of floats", "whole numbers");

    public static Operand[] Split(Importer to, Settings node, Operand?[] x)
    {
        var flow = x.Flow(node, 0);
        if (flow.IsFlat) flow = to.PlainOf(flow);
        var axis = node.Axis(node.Long("axis", 0), flow.Rank);
        var (size, count) = (node.Known(flow)[axis], node.Node.Outputs.Count);
        var each = (size + count - 1) / count;
        int[] parts = x.Ints(node, "split", 1) ?? [.. Enumerable.Range(0, count).Select(i => Math.Min(each, size - (i * each)))];
        if (parts.Length != count || parts.Any(n => n < 1) || parts.Sum(n => (long)n) != size)
            throw node.Bad($"parts of ({string.Join(", ", parts.Take(16))}) for {count} outputs", $"as many, {size} together,");
        var at = flow.Place(axis);
        return [.. parts.Select((n, i) => (Operand)(flow with { Node = to.Apply(Part(flow, at, parts.Take(i).Sum(), n), flow.Node) }))];
    }

    static Layers.Slice Part(Flow flow, int place, int first, int count) =>
        new([.. flow.Order.Select((_, i) => i == place ? first : 0)],
            [.. flow.Order.Select((_, i) => i == place ? first + count : int.MaxValue)]);

    /// <summary>The layer that takes one element along one of a node's dimensions.</summary>
    public static Layers.Slice One(Flow flow, int place, int index) => Part(flow, place, index, 1);

    // One element, or some, of a dimension of the samples.
    public static Operand[] Gather(Importer to, Settings node, Operand?[] x)
    {
        var (flow, places) = (x.Flow(node, 0), x.Needed(node, 1));
        if (flow.IsFlat) flow = to.PlainOf(flow);
        var axis = node.Axis(node.Long("axis", 0), flow.Rank);
        var dims = node.Known(flow);
        if (places.Longs is not { } all || all.Any(i => i < -dims[axis] || i >= dims[axis]))
            throw node.Bad("its places", $"whole numbers below {dims[axis]}");
        var taken = Elements(to, node, flow, axis, [.. all.Select(i => (int)(i < 0 ? i + dims[axis] : i))]);
        return [places.Dims.Length == 1 ? taken
            : Shaped(to, node, taken, [.. dims[..axis], .. places.Dims, .. dims[(axis + 1)..]])];
    }

    // Those elements of a dimension, in their order.
    static Flow Elements(Importer to, Settings node, Flow flow, int axis, List<int> taken)
    {
        const int Most = 1024;
        if (taken.Count is 0 or > Most) throw node.Bad($"{taken.Count} elements of a dimension", $"1 to {Most}");
        var at = flow.Place(axis);
        Node[] parts = [.. taken.Select(i => to.Apply(One(flow, at, i), flow.Node))];
        return flow with { Node = parts.Length == 1 ? parts[0] : to.Apply(new Concatenate(at + 1), parts) };
    }
}
