using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Import;

/// <summary>Operators on constants alone: what they give is known when the file is read.</summary>
static class Folding
{
    delegate Numbers Folder(Importer to, Settings node, Numbers?[] x);

    static readonly Dictionary<string, Folder> All = new()
    {
        ["Add"] = (to, node, x) => Pair(to, node, x, (a, b) => a + b, (a, b) => checked(a + b)),
        ["Cast"] = Cast,
        ["Concat"] = Concat,
        ["Constant"] = Constant,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Div"] = (to, node, x) => Pair(to, node, x, (a, b) => a / b, (a, b) =>
            b == 0 ? throw node.Bad("a division by 0", "another") : a / b),
        ["Gather"] = Gather,
        ["Identity"] = (_, node, x) => Only(node, x),
        ["Mul"] = (to, node, x) => Pair(to, node, x, (a, b) => a * b, (a, b) => checked(a * b)),
        ["Neg"] = (to, node, x) => Each(to, Only(node, x), a => -a, a => checked(-a)),
        ["Pow"] = (to, node, x) => Pair(to, node, x, MathF.Pow, (a, b) => throw node.Bad("whole numbers", "floats")),
        ["Reshape"] = Reshape,
        ["Shape"] = (_, node, x) => Shaping.Sizes(node, [.. Only(node, x).Dims.Select(d => (long)d)]),
        ["Slice"] = Slice,
        ["Sqrt"] = (to, node, x) => Each(to, Only(node, x), MathF.Sqrt, _ => throw node.Bad("whole numbers", "floats")),
        ["Squeeze"] = (_, node, x) => Thinner(node, x),
        ["Sub"] = (to, node, x) => Pair(to, node, x, (a, b) => a - b, (a, b) => checked(a - b)),
        ["Transpose"] = Transpose,
        ["Unsqueeze"] = (_, node, x) => Thicker(node, x),
    };

    /// <summary>Names of the operators that are known of constants.</summary>
    public static IEnumerable<string> Names => All.Keys;

    public static bool Knows(string name) => All.ContainsKey(name);

    public static Numbers Fold(Importer to, Settings node, Numbers?[] x) => node.Node.Domain is "" or "ai.onnx"
        ? All[node.Node.Operator](to, node, x) : throw node.Bad($"the domain '{Choices.Short(node.Node.Domain)}'", "that of ONNX");

    static Numbers Only(Settings node, Numbers?[] x) => x.ElementAtOrDefault(0) ?? throw node.Bad("no input", "one");

    static Numbers Constant(Importer to, Settings node, Numbers?[] x)
    {
        if (node.Attribute("value")?.Tensor is { } tensor) return to.Read(tensor);
        if (node.Attribute("value_float")?.Float is { } f) return new([], [f], null);
        if (node.Attribute("value_int")?.Int is { } i) return new([], null, [i]);
        if (node.Attribute("value_floats")?.Floats is { } floats) return new([floats.Count], [.. floats], null);
        if (node.Attribute("value_ints")?.Ints is { } ints) return new([ints.Count], null, [.. ints]);
        throw node.Bad("no value", "numbers");
    }

    static Numbers Cast(Importer to, Settings node, Numbers?[] x)
    {
        var n = Only(node, x);
        to.Take(n.Count);
        var floats = node.Long("to", OnnxTensor.FloatType) is 1 or 10 or 11 or 16;
        return floats ? new(n.Dims, n.AsFloats(), null) : n.Longs is not null ? n
            : new(n.Dims, null, [.. n.Floats!.Select(f => float.IsFinite(f) ? (long)Math.Clamp((double)f, -1e18, 1e18) : 0)]);
    }

    static Numbers ConstantOfShape(Importer to, Settings node, Numbers?[] x)
    {
        var dims = Only(node, x).Ints(node);
        if (dims.Any(d => d < 0)) throw node.Bad("a size below 0", "one of at least 0");
        to.Take(dims.Aggregate(1.0, (a, d) => a * d));
        var (count, value) = (dims.Aggregate(1, (a, d) =>
            a * d), node.Attribute("value")?.Tensor is { } t ? to.Read(t) : new([1], [0], null));
        if (value.Count != 1) throw node.Bad($"{value.Count} values", "one");
        return value.Longs is { } longs ? new(dims, null, [.. Enumerable.Repeat(longs[0], count)])
            : new(dims, [.. Enumerable.Repeat(value.Floats![0], count)], null);
    }

    static Numbers Each(Importer to, Numbers n, Func<float, float> floats, Func<long, long> longs)
    {
        to.Take(n.Count);
        return n.Longs is null ? new(n.Dims, [.. n.Floats!.Select(floats)], null) : new(n.Dims, null, [.. n.Longs.Select(longs)]);
    }

    static Numbers Pair(Importer to, Settings node, Numbers?[] x, Func<float, float, float> floats, Func<long, long, long> longs)
    {
        if (x is not [{ } a, { } b]) throw node.Bad($"{x.Length} inputs", "two");
        if (a.Longs?.Contains(Numbers.Batch) == true || b.Longs?.Contains(Numbers.Batch) == true)
            throw node.Bad("the batch's size, which is open,", "a number that is known");
        var rank = Math.Max(a.Dims.Length, b.Dims.Length);
        int[] left = [.. Enumerable.Repeat(1, rank - a.Dims.Length), .. a.Dims], right = [.. Enumerable.Repeat(1, rank - b.Dims.Length),
            .. b.Dims];
        if (left.Zip(right).Any(p => p.First != p.Second && p.First != 1 && p.Second != 1))
            throw node.Bad($"sizes ({string.Join(", ", left)}) and ({string.Join(", ", right)})", "the same, or 1");
        int[] dims = [.. left.Zip(right, (m, n) => m == 1 ? n : m)];
        to.Take(dims.Aggregate(1.0, (product, d) => product * d));
        int[] first = Places(left, dims), second = Places(right, dims);
        return a.Longs is { } la && b.Longs is { } lb
            ? new(dims, null, [.. first.Zip(second, (i, j) => longs(la[i], lb[j]))])
            : new(dims, [.. first.Zip(second, (i, j) => floats(a.AsFloats()[i], b.AsFloats()[j]))], null);
    }

    // For each element of the whole which of the part's it is.
    static int[] Places(int[] part, int[] whole)
    {
        var count = whole.Aggregate(1, (a, d) => a * d);
        var places = new int[count];
        for (var i = 0; i < count; i++)
            for (int d = whole.Length - 1, rest = i, step = 1; d >= 0; rest /= whole[d], step *= part[d--])
                places[i] += part[d] == 1 ? 0 : rest % whole[d] * step;
        return places;
    }

    static int Axis(Settings node, long axis, int rank) => (axis < 0 ? axis + rank : axis) is var d && d >= 0 && d < rank ? (int)d
        : throw node.Bad($"the axis {axis}", $"one of 0 to {rank - 1}");

    static Numbers Concat(Importer to, Settings node, Numbers?[] x)
    {
        Numbers[] all = [.. x.Select(n => n ?? throw node.Bad("an input left out", "all"))];
        if (all.Any(n => n.Dims.Length != 1) || all.Any(n => n.Longs is null != all[0].Longs is null))
            throw node.Bad("constants of several dimensions", "rows of numbers");
        to.Take(all.Sum(n => (double)n.Count));
        return all[0].Longs is null ? new([all.Sum(n => n.Count)], [.. all.SelectMany(n => n.Floats!)], null)
            : new([all.Sum(n => n.Count)], null, [.. all.SelectMany(n => n.Longs!)]);
    }

    static Numbers Gather(Importer to, Settings node, Numbers?[] x)
    {
        if (x is not [{ } whole, { Longs: { } places } index]) throw node.Bad("places that are no whole numbers", "whole numbers");
        if (whole.Dims.Length != 1 || Axis(node, node.Long("axis", 0), 1) != 0) throw node.Bad("a constant of several dimensions", "a row");
        to.Take(places.Length);
        int[] at = [.. places.Select(i => Axis(node, i, whole.Count))];
        return whole.Longs is { } longs ? new(index.Dims, null, [.. at.Select(i => longs[i])])
            : new(index.Dims, [.. at.Select(i => whole.Floats![i])], null);
    }

    static Numbers Slice(Importer to, Settings node, Numbers?[] x)
    {
        var whole = Only(node, x);
        int[] Of(string name, int i, int standard) => node.Ints(name)
            ?? (x.ElementAtOrDefault(i) is { Longs: { } n } ? [.. n.Select(v =>
                (int)Math.Clamp(v, -int.MaxValue, int.MaxValue))] : [standard]);
        var (start, end, axes, steps) = (Of("starts", 1, 0), Of("ends", 2, int.MaxValue), Of("axes", 3, 0), Of("steps", 4, 1));
        if (whole.Dims.Length != 1 || start.Length != 1 || end.Length != 1 || axes is not [0 or -1] || steps is not [>= 1])
            throw node.Bad("a part of a constant", "one of a row, with a step of at least 1,");
        int Within(int at) => Math.Clamp(at < 0 ? at + whole.Count : at, 0, whole.Count);
        int[] taken = [.. Enumerable.Range(0, whole.Count).Where(i =>
            i >= Within(start[0]) && i < Within(end[0]) && (i - Within(start[0])) % steps[0] == 0)];
        return whole.Longs is { } longs ? new([taken.Length], null, [.. taken.Select(i => longs[i])])
            : new([taken.Length], [.. taken.Select(i => whole.Floats![i])], null);
    }

    static Numbers Reshape(Importer to, Settings node, Numbers?[] x)
    {
        if (x is not [{ } whole, { Longs: { } wanted }]) throw node.Bad("no shape", "one");
        long[] dims = [.. wanted.Select((n, i) => n == 0 && i < whole.Dims.Length ? whole.Dims[i] : n)];
        var known = dims.Where(n => n != -1).Aggregate(1.0, (a, n) => a * n);
        if (dims.Count(n => n == -1) > 1 || dims.Any(n => n is < -1 or > int.MaxValue) || known < 1 || whole.Count % known != 0
            || (!dims.Contains(-1) && known != whole.Count))
            throw node.Bad($"the shape ({string.Join(", ", dims.Take(16))})", $"one of {whole.Count} numbers");
        return whole with { Dims = [.. dims.Select(n => n == -1 ? (int)(whole.Count / known) : (int)n)] };
    }

    static Numbers Transpose(Importer to, Settings node, Numbers?[] x)
    {
        var whole = Only(node, x);
        var order = node.Ints("perm") ?? [.. Enumerable.Range(0, whole.Dims.Length).Reverse()];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, whole.Dims.Length))) throw node.Bad("an order", "each dimension once");
        to.Take(whole.Count);
        int[] dims = [.. order.Select(d => whole.Dims[d])];
        return whole.Longs is { } longs
            ? new(dims, null, [.. Merging.Turned([.. Enumerable.Range(0, longs.Length).Select(i =>
                (float)i)], whole.Dims, order).Select(i => longs[(int)i])])
            : new(dims, Merging.Turned(whole.Floats!, whole.Dims, order), null);
    }

    static int[]? AxesOf(Settings node, Numbers?[] x) => node.Ints("axes") ?? x.ElementAtOrDefault(1)?.Ints(node);

    static Numbers Thinner(Settings node, Numbers?[] x)
    {
        var whole = Only(node, x);
        var axes = AxesOf(node, x)?.Select(a => Axis(node, a, whole.Dims.Length)).ToHashSet();
        if (axes?.Any(d => whole.Dims[d] != 1) == true) throw node.Bad("a size", "1 where it squeezes");
        return whole with { Dims = [.. whole.Dims.Where((n, d) => axes is null ? n != 1 : !axes.Contains(d))] };
    }

    static Numbers Thicker(Settings node, Numbers?[] x)
    {
        var whole = Only(node, x);
        var axes = AxesOf(node, x) ?? throw node.Bad("no axes", "some");
        var dims = whole.Dims.ToList();
        foreach (var d in axes.Select(a => Axis(node, a, dims.Count + axes.Length)).Order())
            if (d <= dims.Count) dims.Insert(d, 1);
            else throw node.Bad($"the axis {d}", "one within");
        return whole with { Dims = [.. dims] };
    }
}
