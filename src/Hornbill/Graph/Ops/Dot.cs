using Hornbill.Engine;
using Hornbill.Simd;
using Hornbill.Tensors;
using Kernel = Hornbill.Kernels.Dot;

namespace Hornbill.Graph.Ops;

/// <summary>Products of each vector of one value with each of another. Inputs (rows, length) and (columns, length), result (rows, columns).</summary>
sealed class Dot : Op
{
    public override string Kind => "dot";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [inputs[0][0], inputs[1][0]];

    public override void Forward(Lowering to, Node node)
    {
        var (a, b, c) = (to[node.Inputs[0]], to[node.Inputs[1]], to.Output(node));
        to.Add(new DotStep<Kernel.Forward>(node, "dot", [a, b], c, (a, b, c), false, to.Width) { MultiplyAdds = Products(node) });
    }

    public override void Backward(Lowering to, Node node)
    {
        var (a, b, dc) = (to[node.Inputs[0]], to[node.Inputs[1]], to.Gradient(node));
        if (to.Differentiates(node.Inputs[0]))
        {
            var (da, fresh) = to.GradientInto(node.Inputs[0]);
            to.Add(new DotStep<Kernel.FirstGradient>(node, "by the first", Reads(dc, b, da, fresh), da, (da, b, dc), !fresh, to.Width) { MultiplyAdds = Products(node) });
        }
        if (to.Differentiates(node.Inputs[1]))
        {
            var (db, fresh) = to.GradientInto(node.Inputs[1]);
            to.Add(new DotStep<Kernel.SecondGradient>(node, "by the second", Reads(dc, a, db, fresh), db, (a, db, dc), !fresh, to.Width) { MultiplyAdds = Products(node) });
        }
    }

    static Value[] Reads(Value dc, Value other, Value to, bool fresh) => fresh ? [dc, other] : [dc, other, to];

    static long Products(Node node) => (long)node.Shape.Elements * node.Inputs[0].Shape[1];
}

sealed unsafe class DotStep<K>(Node node, string what, Value[] reads, Value writes, (Value A, Value B, Value C) operands, bool accumulate, int width)
    : ListedStep($"{(what == "dot" ? "" : "d ")}{node.Name}: {what}", reads, [writes])
    where K : IKernel<Kernel.Arguments>
{
    public override void Run(Frame f)
    {
        var (a, b, c) = operands;
        var s = new Kernel.Arguments
        {
            Samples = f.Count,
            Rows = node.Shape[0],
            Columns = node.Shape[1],
            Length = node.Inputs[0].Shape[1],
            A = f.At(a),
            B = f.At(b),
            C = f.At(c),
            ASample = a.Stride,
            BSample = b.Stride,
            CSample = c.Stride,
            Accumulate = accumulate,
        };
        SimdWidth.Run<K, Kernel.Arguments>(width, &s);
    }
}
