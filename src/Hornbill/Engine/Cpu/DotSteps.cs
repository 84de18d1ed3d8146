using Hornbill.Graph;
using Hornbill.Simd;
using Kernel = Hornbill.Kernels.Dot;
using Op = Hornbill.Graph.Ops.Dot;

namespace Hornbill.Engine.Cpu;

/// <summary>Products of each vector of one value with each of another.</summary>
sealed unsafe class DotSteps : CpuOp<Op>
{
    protected override void Forward(Lowering to, Node node, Op op)
    {
        var step = New($"{node.Name}: {op.Kind}", node);
        var (a, b, c) = (step.Read(to[node.Inputs[0]]), step.Read(to[node.Inputs[1]]), step.Write(to.Output(node)));
        step.Work = Work<Kernel.Forward>(node, (a, b, c), c);
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var (first, second, gradient) = (node.Inputs[0], node.Inputs[1], to.Gradient(node));
        if (to.Differentiates(first))
        {
            var step = New($"d {node.Name}: by the first", node);
            var (dc, b, da) = (step.Read(gradient), step.Read(to[second]), step.Add(to.Into(first)));
            step.Work = Work<Kernel.FirstGradient>(node, (da, b, dc), da);
            to.Add(step);
        }
        if (to.Differentiates(second))
        {
            var step = New($"d {node.Name}: by the second", node);
            var (dc, a, db) = (step.Read(gradient), step.Read(to[first]), step.Add(to.Into(second)));
            step.Work = Work<Kernel.SecondGradient>(node, (a, db, dc), db);
            to.Add(step);
        }
    }

    static Step New(string name, Node node) => new(name) { MultiplyAdds = (long)node.Shape.Elements * node.Inputs[0].Shape[1] };

    static Work Work<K>(Node node, (Use A, Use B, Use C) uses, Use into) where K : IKernel<Kernel.Arguments>
    {
        var ((a, b, c), rows, columns, length) = (uses, node.Shape[0], node.Shape[1], node.Inputs[0].Shape[1]);
        return f =>
        {
            var s = new Kernel.Arguments
            {
                Samples = f.Count,
                Rows = rows,
                Columns = columns,
                Length = length,
                A = f.At(a),
                B = f.At(b),
                C = f.At(c),
                ASample = a.Stride,
                BSample = b.Stride,
                CSample = c.Stride,
                Accumulate = !f.Fresh(into),
            };
            SimdWidth.Call<K, Kernel.Arguments>(f.Width, &s);
        };
    }
}
