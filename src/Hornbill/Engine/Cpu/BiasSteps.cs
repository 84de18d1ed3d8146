using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Simd;
using Kernel = Hornbill.Kernels.Bias;
using Op = Hornbill.Graph.Ops.Bias;

namespace Hornbill.Engine.Cpu;

/// <summary>A bias for each channel, added in place where no reader wants a rim around the result.</summary>
sealed unsafe class BiasSteps : CpuOp<Op>
{
    // Without relu its gradient is passed on as it lies: plainly.
    protected override bool WritesRim(Op op) => op.WithRelu;

    protected override void Forward(Lowering to, Node node, Op op)
    {
        if (!to.HasRim(node)) to.Alias(node, node.Inputs[0]);
        var (x, y) = (to[node.Inputs[0]], to.HasRim(node) ? to.Output(node) : to[node]);
        var bias = to.Weight(node.Inputs[1]);
        to.Add(op.WithRelu ? Adding<Kernel.SumRelu>(node, x, bias, y) : Adding<Merging.Value<Merging.Sum>>(node, x, bias, y));
    }

    static Step Adding<O>(Node node, Value x, Value bias, Value y) where O : struct, Rows.IOperation
    {
        var shape = node.Shape;
        var parts = Parts.Of(shape[0], shape.Elements);
        var step = new Step($"{node.Name}: {node.Op.Kind}") { Workspace = shape[1] * shape[2], Parts = parts };
        var (from, b, to) = (step.Read(x), step.Read(bias), step.Write(y));
        step.Work = f =>
        {
            Channels.Spread(f.At(b), 1, shape[2], f.Workspace, shape[1]);
            var (first, end) = Parts.Rows(f, parts, shape[0]);
            if (first == 0) f.ClearRim(to, shape);
            var a = new Rows.Arguments
            {
                Size = new(f.Count, end - first, shape[1] * shape[2]),
                A = f.Image(from, shape).From(first),
                B = new(f.Workspace, 0, 0),
                To = f.Image(to, shape).From(first),
            };
            SimdWidth.Call<Rows.Each<O>, Rows.Arguments>(f.Width, &a);
        };
        return step;
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var (x, dy, y) = (node.Inputs[0], to.Gradient(node), op.WithRelu ? to[node] : null);
        if (to.Differentiates(node.Inputs[1])) to.Add(
            ByBias(node, dy, y, to.WeightGradient(node, node.Inputs[1], null, new(1, 1, node.Shape[2]))));
        if (!to.HasRim(node)) to.PassGradient(node);
        // In place where both share the gradient.
        if (y is not null && to.Differentiates(x))
            to.Add(Each.Of<Rows.ReluGradient>($"d {node.Name}: relu", node.Shape, [dy, y], to.Into(x), access: Access.Write));
    }

    static Step ByBias(Node node, Value dy, Value? y, Value sum)
    {
        var shape = node.Shape;
        var step = new Step($"d {node.Name}: by bias") { Workspace = shape[1] * shape[2] };
        var (gradient, masks, into) = (step.Read(dy), step.ReadIf(y), step.Add(sum));
        step.Work = f =>
        {
            var a = new Kernel.GradientArguments
            {
                Size = new(f.Count, shape[0], shape[1] * shape[2]),
                Channels = shape[2],
                Dy = f.Image(gradient, shape),
                Y = f.Image(masks, shape),
                Sums = f.At(into),
                Row = f.Workspace,
                Fresh = f.Fresh(into),
            };
            SimdWidth.Call<Kernel.Gradient, Kernel.GradientArguments>(f.Width, &a);
        };
        return step;
    }
}
