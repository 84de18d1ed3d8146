using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Onnx.Format;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Export;

/// <summary>Values made into one.</summary>
static class Merges
{
    public static Value Pair(Exporter x, Node node)
    {
        var (a, b) = (x[node.Inputs[0]], x[node.Inputs[1]]);
        return x.Pair(Name(((Merge)node.Op).Function), a, a.First ? x.First(b) : x.Last(b));
    }

    // A value of fewer dimensions gets those that it lacks behind the batch's; a weight has no batch, and needs none.
    public static Value Broadcast(Exporter x, Node node)
    {
        var name = Name(((BroadcastMerge)node.Op).Function);
        var first = node.Inputs.Any(n => !Exporter.IsStatic(n) && x[n] is { First: true } v && v.Shape == node.Shape);
        string[] inputs = [.. node.Inputs.Select(n => Operand(x, n, node.Shape.Rank, first))];
        return x.Add(name, inputs, new("", node.Shape, first));
    }

    static string Operand(Exporter x, Node n, int rank, bool first)
    {
        Shape shape = Shape.Create([.. Enumerable.Repeat(1, rank - n.Shape.Rank), .. n.Shape]);
        if (!Exporter.IsStatic(n))
        {
            var v = shape == n.Shape ? x[n] : x.Reshape(x.Last(n), shape);
            return (first ? x.First(v) : x.Last(v)).Name;
        }
        var (numbers, dims) = (Exporter.Numbers(n), shape.ToArray());
        return first
            ? x.Floats("operand", [dims[^1], .. dims[..^1]], ChannelsFirst(numbers, dims[^1]))
            : x.Floats("operand", dims, numbers);
    }

    /// <summary>Numbers (…, channels) as (channels, …).</summary>
    public static float[] ChannelsFirst(float[] numbers, int channels)
    {
        var (turned, places) = (new float[numbers.Length], numbers.Length / channels);
        for (var i = 0; i < numbers.Length; i++) turned[(i % channels * places) + (i / channels)] = numbers[i];
        return turned;
    }

    public static Value Concatenation(Exporter x, Node node)
    {
        if (GroupedConvolutions.IsOne(x, node)) return GroupedConvolutions.Convert(x, node);
        var axis = ((Concatenation)node.Op).Axis;
        var first = node.Inputs.All(n => !Exporter.IsStatic(n) && x[n].First);
        var like = new Value("", node.Shape, first);
        return x.Add("Concat", node.Inputs.Select(n => first ? x[n].Name : x.Last(n).Name), like,
            OnnxAttribute.Of("axis", (long)like.Axis(axis)));
    }

    public static Value WeightedSum(Exporter x, Node node)
    {
        var weights = ((WeightedSum)node.Op).Weights;
        var first = x[node.Inputs[0]].First;
        Value[] terms = [.. node.Inputs.Select((n, i) => x.With("Mul", first ? x.First(n) : x.Last(n), weights[i]))];
        return terms.Aggregate((a, b) => x.Pair("Add", a, b));
    }

    static string Name(PairFunction function) => function switch
    {
        PairFunction.Difference => "Sub",
        PairFunction.Greater => "Max",
        PairFunction.Product => "Mul",
        PairFunction.Quotient => "Div",
        PairFunction.Smaller => "Min",
        _ => "Add",
    };
}
