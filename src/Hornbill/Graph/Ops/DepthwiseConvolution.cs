using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Two-dimensional convolution that keeps channels apart. Inputs: x (height, width, channels), w (kernel height, kernel width, …) with a kernel
/// for each channel.</summary>
sealed class DepthwiseConvolution(Pair strides, Pair dilation, Padding padding) : Op
{
    public Pair Strides => strides;

    public Pair Dilation => dilation;

    public Padding Padding => padding;

    public override string Kind => "depthwise convolution";

    public override bool WritesRim => true;

    public override Layout Wants(int input, Shape shape) =>
        input == 0 ? new(padding.Top, padding.Left, padding.Bottom, padding.Right) : Layout.Nhwc;

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        return [Window.Out(x[0], Window.Span(w[0], dilation.Height), strides.Height, padding.Top, padding.Bottom),
                Window.Out(x[1], Window.Span(w[1], dilation.Width), strides.Width, padding.Left, padding.Right), x[2]];
    }

    public override void Forward(Lowering to, Node node)
    {
        var (size, x, w) = (Size(node), node.Inputs[0], node.Inputs[1]);
        to.Add(new DepthwiseStep<Kernels.DepthwiseConvolution.Forward>($"{node.Name}: {Kind}", node, size, to[x], to.Output(node), Lowering.Weight(w), to.Width,
                                                                       Pass.Forward)
        {
            MultiplyAdds = MultiplyAdds(size),
            Parts = size.OutHeight,
            Workspace = Kernels.DepthwiseConvolution.Forward.Workspace(size),
        });
    }

    public override void Backward(Lowering to, Node node)
    {
        var (size, x, w, dy) = (Size(node), node.Inputs[0], node.Inputs[1], to.Gradient(node));
        if (to.Differentiates(w))
        {
            var sum = to.WeightGradient(node, w, null, new(1, 1, w.Shape.Elements));
            to.Add(new DepthwiseStep<Kernels.DepthwiseConvolution.WeightGradient>($"d {node.Name}: by weights", node, size, to[x], dy, sum, to.Width,
                                                                                  Pass.Weights)
            {
                MultiplyAdds = MultiplyAdds(size),
                Parts = size.Taps,
                Workspace = Kernels.DepthwiseConvolution.WeightGradient.Workspace(size),
                Unit = sum.Sharded ? Unit.Tiles : Unit.Outputs,
            });
        }
        if (!to.Differentiates(x)) return;
        var (dx, fresh) = to.GradientInto(x);
        to.Add(new DepthwiseStep<Kernels.DepthwiseConvolution.InputGradient>($"d {node.Name}: by input", node, size, dx, dy, Lowering.Weight(w), to.Width,
                                                                             Pass.Input, fresh)
        {
            MultiplyAdds = MultiplyAdds(size),
            Parts = size.InHeight,
            Workspace = Kernels.DepthwiseConvolution.InputGradient.Workspace(size),
        });
    }

    DepthwiseSize Size(Node node)
    {
        var (x, w, y) = (node.Inputs[0].Shape, node.Inputs[1].Shape, node.Shape);
        return new()
        {
            InHeight = x[0],
            InWidth = x[1],
            Channels = x[2],
            OutHeight = y[0],
            OutWidth = y[1],
            KernelHeight = w[0],
            KernelWidth = w[1],
            StrideHeight = strides.Height,
            StrideWidth = strides.Width,
            DilationHeight = dilation.Height,
            DilationWidth = dilation.Width,
            PadTop = padding.Top,
            PadLeft = padding.Left,
            PadBottom = padding.Bottom,
            PadRight = padding.Right,
        };
    }

    static long MultiplyAdds(in DepthwiseSize z) => (long)z.OutHeight * z.OutWidth * z.Channels * z.Taps;
}

/// <summary>What a step of a convolution writes.</summary>
enum Pass
{
    Forward,
    Weights,
    Input,
}

sealed unsafe class DepthwiseStep<K>(string name, Node node, DepthwiseSize size, Value x, Value y, Value weights, int width, Pass pass, bool fresh = true)
    : Step(name, Reading(x, y, weights, pass, fresh), [Written(x, y, weights, pass)])
    where K : IKernel<Kernels.DepthwiseConvolution.Arguments>
{
    static Value Written(Value x, Value y, Value weights, Pass pass) => pass switch { Pass.Forward => y, Pass.Weights => weights, _ => x };

    // A sum is added to, tile after tile.
    static Value[] Reading(Value x, Value y, Value weights, Pass pass, bool fresh) =>
        [.. new[] { x, y, weights }.Where(v => v != Written(x, y, weights, pass) || (pass == Pass.Input && !fresh))];

    public override void Run(Frame f)
    {
        if (pass == Pass.Forward && f.From == 0) Rim.Clear(f, y, node.Shape);
        var a = new Kernels.DepthwiseConvolution.Arguments
        {
            Size = size,
            Samples = f.Count,
            From = f.From,
            To = f.To,
            X = f.At(x),
            XSample = x.Stride,
            Y = f.At(y) + y.Layout.Origin(node.Shape),
            YSample = y.Stride,
            YRow = y.Layout.Row(node.Shape),
            Weights = f.At(weights),
            Workspace = f.Workspace,
            Fresh = pass == Pass.Weights ? f.FreshShard : fresh,
        };
        SimdWidth.Run<K, Kernels.DepthwiseConvolution.Arguments>(width, &a);
    }
}
