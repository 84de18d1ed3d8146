using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Simd;
using Kernel = Hornbill.Kernels.Dense;
using Op = Hornbill.Graph.Ops.Dense;

namespace Hornbill.Engine.Cpu;

/// <summary>Products of vectors with a weight matrix: forward over panels of it, backward over lists of what is alive.</summary>
sealed unsafe class DenseSteps : CpuOp<Op>
{
    /// <summary>Weights that no tile should wait for: they are read once for the whole batch.</summary>
    const int TiledFloats = 64 * 1024;

    protected override void Forward(Lowering to, Node node, Op op)
    {
        var (x, w) = (node.Inputs[0], node.Inputs[1]);
        var step = new Step($"{node.Name}: {op.Kind}")
        {
            MultiplyAdds = w.Shape.Elements,
            Parts = new Panels(node.Shape[0], w.Shape[0], to.Width).Count,
            Workspace = Kernel.Forward.Workspace(node.Shape[0], to.Width),
            Unit = UnitFor(w),
        };
        step.Work = Forward(step.Read(to[x]), step.Read(to.Panels(w, node.Shape[0], w.Shape[0])), step.ReadIf(to.Bias(node)),
            step.Write(to.Output(node)), node);
        to.Add(step);
    }

    static Work Forward(Use x, Use panels, Use? bias, Use y, Node node)
    {
        var (inputs, outputs, relu) = (node.Inputs[1].Shape[0], node.Shape[0], ((Op)node.Op).WithRelu);
        return f =>
        {
            var a = new Kernel.ForwardArguments
            {
                Samples = f.Count,
                Inputs = inputs,
                Outputs = outputs,
                From = f.From,
                To = f.To,
                X = f.At(x),
                XSample = x.Stride,
                Panels = f.At(panels),
                Bias = f.At(bias),
                Y = f.At(y),
                YSample = y.Stride,
                Workspace = f.Workspace,
                Relu = relu,
            };
            SimdWidth.Call<Kernel.Forward, Kernel.ForwardArguments>(f.Width, &a);
        };
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var (x, w) = (node.Inputs[0], node.Inputs[1]);
        var rows = new WeightRows(node.Shape[0], 1, w.Shape[0]);
        if (to.Differentiates(w))
        {
            var step = Gradient(node, "weights", rows.Outputs);
            var (dy, y) = (step.Read(to.Gradient(node)), step.ReadIf(op.WithRelu ? to[node] : null));
            var (from, sum) = (step.Read(to[x]), step.Add(to.WeightGradient(node, w, node.Inputs.ElementAtOrDefault(2), rows)));
            step.Work = Backward<Kernel.WeightGradient>((dy, y), from, sum, sum, node);
            to.Add(step);
        }
        if (to.Differentiates(x))
        {
            var step = Gradient(node, "input", (w.Shape[0] + Kernel.Chunk - 1) / Kernel.Chunk);
            var (dy, y) = (step.Read(to.Gradient(node)), step.ReadIf(op.WithRelu ? to[node] : null));
            var (weights, dx) = (step.Read(to.Rows(w, rows)), step.Add(to.Into(x)));
            step.Work = Backward<Kernel.InputGradient>((dy, y), dx, weights, dx, node);
            to.Add(step);
        }
    }

    static Step Gradient(Node node, string by, int parts) => new($"d {node.Name}: by {by}")
    {
        MultiplyAdds = node.Inputs[1].Shape.Elements,
        Parts = parts,
        Workspace = Kernel.BackwardWorkspace,
        Unit = UnitFor(node.Inputs[1]),
    };

    static Work Backward<K>((Use Gradient, Use? Y) dy, Use x, Use weights, Use into, Node node) where K : IKernel<Kernel.BackwardArguments>
    {
        var (inputs, outputs) = (node.Inputs[1].Shape[0], node.Shape[0]);
        return f =>
        {
            var a = new Kernel.BackwardArguments
            {
                Samples = f.Count,
                Inputs = inputs,
                Outputs = outputs,
                From = f.From,
                To = f.To,
                Gradient = f.At(dy.Gradient),
                GradientSample = dy.Gradient.Stride,
                Y = f.At(dy.Y),
                YSample = dy.Y?.Stride ?? 0,
                X = f.At(x),
                XSample = x.Stride,
                Weights = f.At(weights),
                Workspace = f.Workspace,
                Fresh = f.Fresh(into),
            };
            SimdWidth.Call<K, Kernel.BackwardArguments>(f.Width, &a);
        };
    }

    static Unit UnitFor(Node weights) => weights.Shape.Elements > TiledFloats ? Unit.Outputs : Unit.Tiles;
}
