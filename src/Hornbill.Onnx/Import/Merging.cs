using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Import;

/// <summary>Values made into one, element by element or one behind the other.</summary>
static class Merging
{
    public static Operand[] Add(Importer to, Settings node, Operand?[] x) => [Pair(to, node, x, "add")];

    public static Operand[] Sub(Importer to, Settings node, Operand?[] x) => [Pair(to, node, x, "subtract")];

    public static Operand[] Mul(Importer to, Settings node, Operand?[] x) => [Pair(to, node, x, "multiply")];

    public static Operand[] Div(Importer to, Settings node, Operand?[] x) => [Pair(to, node, x, "divide")];

    public static Operand[] Sum(Importer to, Settings node, Operand?[] x) => [All(to, node, x, "add")];

    public static Operand[] Max(Importer to, Settings node, Operand?[] x) => [All(to, node, x, "maximum")];

    public static Operand[] Min(Importer to, Settings node, Operand?[] x) => [All(to, node, x, "minimum")];

    public static Operand[] Mean(Importer to, Settings node, Operand?[] x) => x.Length == 1 ? [x.Flow(node, 0)]
        : [Functions.Each(to, (Flow)All(to, node, x, "add"), new Rescaling(1.0 / x.Length))];

    public static Operand[] Pow(Importer to, Settings node, Operand?[] x) => x.Needed(node, 1) is { Count: 1 } exponent
        ? [Functions.Each(to, x.Flow(node, 0), new Power(exponent.AsFloats()[0]))]
        : throw node.Bad("exponents", "one for all elements");

    static Operand All(Importer to, Settings node, Operand?[] x, string word) => x.Length == 0 ? throw node.Bad("no inputs", "one at least")
        : x.Length == 1 ? x.Flow(node, 0) : x.Skip(1).Aggregate(x[0]!, (a, b) => Pair(to, node, [a, b], word));

    static Flow Pair(Importer to, Settings node, Operand?[] x, string word) => x switch
    {
        [Flow a, Flow b] => Both(to, node, a, b, word),
        [Flow a, Numbers b] => Weight(to, node, a, b, word, reversed: false),
        [Numbers a, Flow b] => Weight(to, node, b, a, word, reversed: true),
        _ => throw node.Bad($"{x.Length} inputs", "two"),
    };

    static Flow Both(Importer to, Settings node, Flow a, Flow b, string word)
    {
        if (a.IsFlat || b.IsFlat) (a, b) = (to.PlainOf(a), to.PlainOf(b));
        if (a.Rank != b.Rank) throw node.Bad($"values of {a.Rank + 1} and {b.Rank + 1} dimensions", "as many of both");
        b = to.Ordered(b, a.Order);
        Layer layer = word switch
        {
            "add" => new Add(),
            "subtract" => new Subtract(),
            "multiply" => new Multiply(),
            "divide" => new Divide(),
            "maximum" => new Maximum(),
            _ => new Minimum(),
        };
        return a with { Node = to.Apply(layer, a.Node, b.Node) };
    }

    static Flow Weight(Importer to, Settings node, Flow x, Numbers n, string word, bool reversed)
    {
        if (n.Count == 1 && Scalar(word, n.AsFloats()[0], reversed) is { } layers && n.Dims.Length <= x.Rank + 1)
            return Functions.Each(to, x, layers);
        if (x.IsFlat) x = to.PlainOf(x);
        var dims = Aligned(node, n.Dims, x.Rank);
        var weight = new Tensor(Shape.Create(x.Lies(dims)), Turned(n.AsFloats(), dims, x.Order));
        return x with { Node = to.ApplyWith(new Arithmetic(word, weight.Shape, reversed), x.Node, weight) };
    }

    // What one number does.
    static Layer[]? Scalar(string word, float n, bool reversed) => (word, reversed) switch
    {
        _ when !float.IsFinite(n) => null,
        ("add", _) => [new Rescaling(1, n)],
        ("subtract", false) => [new Rescaling(1, -n)],
        ("subtract", true) => [new Rescaling(-1, n)],
        ("multiply", _) => [new Rescaling(n)],
        ("divide", true) => n == 1 ? [new Power(-1)] : [new Power(-1), new Rescaling(n)],
        _ => null,
    };

    /// <summary>A function with one number as a weight.</summary>
    public static Flow Weighted(Importer to, Flow x, string word, float n) =>
        x with { Node = to.ApplyWith(new Arithmetic(word, [1]), x.Node, new Tensor([1], [n])) };

    /// <summary>A constant's sizes as those of a sample: without the batch's, and with 1 in front where it has fewer.</summary>
    public static int[] Aligned(Settings node, int[] dims, int rank)
    {
        if (dims.Length > rank + 1 || (dims.Length == rank + 1 && dims[0] != 1) || dims.Contains(0))
            throw node.Bad($"a constant of ({string.Join(", ", dims)})", $"{rank} dimensions at most, and one number for all samples,");
        return dims.Length == rank + 1 ? dims[1..] : [.. Enumerable.Repeat(1, rank - dims.Length), .. dims];
    }

    /// <summary>Numbers of some sizes with the dimensions in another order.</summary>
    public static float[] Turned(float[] numbers, int[] dims, int[] order)
    {
        if (order.SequenceEqual(Enumerable.Range(0, order.Length))) return numbers;
        var steps = new int[dims.Length];
        for (int d = dims.Length - 1, step = 1; d >= 0; step *= dims[d--]) steps[d] = step;
        var (turned, at) = (new float[numbers.Length], new int[order.Length]);
        for (int i = 0, from = 0; i < turned.Length; i++)
        {
            turned[i] = numbers[from];
            for (var d = order.Length - 1; d >= 0; d--)
            {
                from += steps[order[d]];
                if (++at[d] < dims[order[d]]) break;
                from -= at[d] * steps[order[d]];
                at[d] = 0;
            }
        }
        return turned;
    }

    public static Operand[] Concat(Importer to, Settings node, Operand?[] x)
    {
        Flow[] flows = [.. x.Select((_, i) => x.Flow(node, i))];
        if (flows.Length == 0) throw node.Bad("no inputs", "one at least");
        if (flows.Any(f => f.IsFlat)) flows = [.. flows.Select(to.PlainOf)];
        var first = flows[0];
        var axis = node.Axis(node.Long("axis", 1), first.Rank);
        if (flows.Any(f => f.Rank != first.Rank)) throw node.Bad("values of several ranks", "one");
        if (flows.Length == 1) return [first];
        Node[] nodes = [.. flows.Select(f => to.Ordered(f, first.Order).Node)];
        return [first with { Node = to.Apply(new Concatenate(first.Place(axis) + 1), nodes) }];
    }
}
