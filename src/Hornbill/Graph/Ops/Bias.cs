using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A bias for each channel, and relu if taken in. Inputs: x (height, width, channels), b (channels,). It is added in place: x is an operation of
/// the same layer, and nothing else reads it.</summary>
sealed class Bias(bool relu = false) : Op
{
    public override string Kind => relu ? "bias + relu" : "bias";

    // Without relu its gradient is passed on as it lies: plainly.
    public override bool WritesRim => relu;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override Fused? Absorb(Op next) => next is Relu ? new(new Bias(relu: true)) : null;

    public override void Forward(Lowering to, Node node)
    {
        if (!to.HasRim(node)) to.Alias(node, node.Inputs[0]);
        var (x, b, y) = (to[node.Inputs[0]], Lowering.Weight(node.Inputs[1]), to.HasRim(node) ? to.Output(node) : to[node]);
        to.Add(relu ? Adding<Kernels.Bias.SumRelu>() : Adding<Merging.Value<Merging.Sum>>());

        Step Adding<O>() where O : struct, Rows.IOperation =>
            new BiasForward<O>($"{node.Name}: {Kind}", node.Shape, x, b, y, to.Width) { Workspace = node.Shape[1] * node.Shape[2] };
    }

    public override void Backward(Lowering to, Node node)
    {
        var (x, b, dy, y) = (node.Inputs[0], node.Inputs[1], to.Gradient(node), relu ? to[node] : null);
        if (to.Differentiates(b))
        {
            var sum = to.WeightGradient(node, b, null, new(1, 1, node.Shape[2]));
            to.Add(new BiasGradient($"d {node.Name}: by bias", node.Shape, dy, y, sum, to.Width)
            {
                Workspace = node.Shape[1] * node.Shape[2],
                Unit = sum.Sharded ? Unit.Tiles : Unit.Outputs,
            });
        }
        if (!to.HasRim(node)) to.PassGradient(node);
        if (y is not null && to.Differentiates(x))
            to.Add(new EachRow<Rows.ReluGradient>($"d {node.Name}: relu", node.Shape, [dy, y], to.GradientInto(x).Value, false, to.Width));
    }
}

sealed unsafe class BiasForward<O>(string name, Shape shape, Value x, Value bias, Value y, int width) : Step(name, [x, bias], [y])
    where O : struct, Rows.IOperation
{
    public override void Run(Frame f)
    {
        Channels.Spread(f.At(bias), 1, shape[2], f.Workspace, shape[1]);
        Rim.Clear(f, y, shape);
        var a = new Rows.Arguments
        {
            Size = new(f.Count, shape[0], shape[1] * shape[2]),
            A = Rim.Inside(f, x, shape),
            B = new(f.Workspace, 0, 0),
            To = Rim.Inside(f, y, shape),
        };
        SimdWidth.Run<Rows.Each<O>, Rows.Arguments>(width, &a);
    }
}

sealed unsafe class BiasGradient(string name, Shape shape, Value dy, Value? y, Value sum, int width) : Step(name, y is null ? [dy] : [dy, y], [sum])
{
    public override void Run(Frame f)
    {
        var a = new Kernels.Bias.GradientArguments
        {
            Size = new(f.Count, shape[0], shape[1] * shape[2]),
            Channels = shape[2],
            Dy = Rim.Inside(f, dy, shape),
            Y = y is null ? default : Rim.Inside(f, y, shape),
            Sums = f.At(sum),
            Row = f.Workspace,
            Fresh = f.FreshShard,
        };
        SimdWidth.Run<Kernels.Bias.Gradient, Kernels.Bias.GradientArguments>(width, &a);
    }
}
