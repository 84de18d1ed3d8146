using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Simd;
using Kernel = Hornbill.Kernels.DepthwiseConvolution;
using Op = Hornbill.Graph.Ops.DepthwiseConvolution;

namespace Hornbill.Engine.Cpu;

/// <summary>A convolution that keeps channels apart: vectors run along them, forward and in both gradients.</summary>
sealed unsafe class DepthwiseConvolutionSteps : CpuOp<Op>
{
    protected override bool WritesRim(Op op) => true;

    protected override Layout Wants(Op op, int input) => input == 0 ? Layout.Rim(op.Padding) : Layout.Nhwc;

    protected override void Forward(Lowering to, Node node, Op op)
    {
        var size = Size(node, op);
        var step = New($"{node.Name}: {op.Kind}", size, size.Out.Height, Kernel.Forward.Workspace(size));
        var (x, w, y) = (step.Read(to[node.Inputs[0]]), step.Read(to.Weight(node.Inputs[1])), step.Write(to.Output(node)));
        step.Work = Work<Kernel.Forward>(size, node, (x, y, w), y);
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var (size, x, w) = (Size(node, op), node.Inputs[0], node.Inputs[1]);
        if (to.Differentiates(w))
        {
            var step = New($"d {node.Name}: by weights", size, size.Taps, Kernel.WeightGradient.Workspace(size));
            var (from, dy, sum) = (step.Read(to[x]), step.Read(to.Gradient(node)),
                step.Add(to.WeightGradient(node, w, null, new(1, 1, w.Shape.Elements))));
            step.Work = Work<Kernel.WeightGradient>(size, node, (from, dy, sum), sum);
            to.Add(step);
        }
        if (to.Differentiates(x))
        {
            var step = New($"d {node.Name}: by input", size, size.In.Height, Kernel.InputGradient.Workspace(size));
            var (dx, dy, weights) = (step.Add(to.Into(x)), step.Read(to.Gradient(node)), step.Read(to.Weight(w)));
            step.Work = Work<Kernel.InputGradient>(size, node, (dx, dy, weights), dx);
            to.Add(step);
        }
    }

    static Step New(string name, DepthwiseSize z, int parts, int workspace) =>
        new(name) { MultiplyAdds = (long)z.Out.Height * z.Out.Width * z.Channels * z.Taps, Parts = parts, Workspace = workspace };

    static Work Work<K>(DepthwiseSize size, Node node, (Use X, Use Y, Use Weights) uses, Use into) where K : IKernel<Kernel.Arguments>
    {
        var ((x, y, weights), shape) = (uses, node.Shape);
        return f =>
        {
            if (into == y && f.From == 0) f.ClearRim(y, shape);
            var image = f.Image(y, shape);
            var a = new Kernel.Arguments
            {
                Size = size,
                Samples = f.Count,
                From = f.From,
                To = f.To,
                X = f.At(x),
                XSample = x.Stride,
                Y = image.First,
                YSample = image.SampleStride,
                YRow = image.RowStride,
                Weights = f.At(weights),
                Workspace = f.Workspace,
                Fresh = f.Fresh(into),
            };
            SimdWidth.Call<K, Kernel.Arguments>(f.Width, &a);
        };
    }

    static DepthwiseSize Size(Node node, Op op)
    {
        var (x, w, y) = (node.Inputs[0].Shape, node.Inputs[1].Shape, node.Shape);
        return new()
        {
            In = new(x[0], x[1]),
            Channels = x[2],
            Out = new(y[0], y[1]),
            Kernel = new(w[0], w[1]),
            Stride = op.Strides,
            Dilation = op.Dilation,
            Pad = op.Padding,
        };
    }
}
