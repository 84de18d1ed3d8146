using Hornbill.Layers;
using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Import;

/// <summary>Gelu as it was written before it had an operator: ½ x (1 + erf(x / √2)), in one of three orders.</summary>
static class Gelu
{
    const float RootOf2 = 1.41421356f, Near = 1e-5f;

    public static Operand[] Erf(Importer to, Settings node, Operand?[] inputs)
    {
        var scaled = to.Maker(node.Node.Inputs[0]);
        var x = Number(to, scaled, "Div", RootOf2) ?? Number(to, scaled, "Mul", 1 / RootOf2);
        var sum = to.OnlyReader(node.Node);
        if (x is null || sum is null || Number(to, sum, "Add", 1) is null || to.Find(x) is not Flow flow
            || Product(to, sum, x) is not { } rest)
            throw node.Bad("an erf by itself", "one within gelu, ½ x (1 + erf(x / √2)),");
        var gelu = Functions.Each(to, flow, new Activation("gelu"));
        foreach (var done in (OnnxNode[])[sum, .. rest]) to.Done(done, gelu);
        return [gelu];
    }

    // (½ x) s, ½ (x s) or x (½ s).
    static OnnxNode[]? Product(Importer to, OnnxNode sum, string x)
    {
        if (to.OnlyReader(sum) is not { Operator: "Mul", Inputs: [var a, var b] } first) return null;
        var other = a == sum.Outputs[0] ? b : a;
        if (Number(to, to.Maker(other), "Mul", 0.5f) == x) return [first];
        if (to.OnlyReader(first) is not { Operator: "Mul", Inputs: [var c, var d] } second) return null;
        if (other == x && Number(to, second, "Mul", 0.5f) is not null) return [first, second];
        return Number(to, first, "Mul", 0.5f) is not null && (c == first.Outputs[0] ? d : c) == x ? [first, second] : null;
    }

    // The other input of a node of which one is this number.
    static string? Number(Importer to, OnnxNode? node, string op, float number)
    {
        if (node is not { Inputs: [var a, var b] } || node.Operator != op) return null;
        bool Is(string name) => to.Constant(name) is { Count: 1 } n && MathF.Abs(n.AsFloats()[0] - number) < Near;
        return Is(b) ? a : op != "Div" && Is(a) ? b : null;
    }
}
