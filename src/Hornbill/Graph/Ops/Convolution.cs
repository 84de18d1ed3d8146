using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Two-dimensional convolution with bias, then relu and max-pooling if taken in. Inputs: x (height, width, channels), w (kernel height,
/// kernel width, channels, filters), b (filters,) if there is one.</summary>
sealed class Convolution(Pair strides, Pair dilation, Padding padding, bool relu = false, MaxPooling? pool = null) : Op
{
    public bool WithRelu => relu;

    public override string Kind => "convolution + bias" + (relu ? " + relu" : "") + (pool is null ? "" : " + max-pooling");

    public override bool WritesRim => true;

    public override Layout Wants(int input, Shape shape) =>
        input == 0 ? new(padding.Top, padding.Left, padding.Bottom, padding.Right) : Layout.Nhwc;

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        Shape y = [Window.Out(x[0], Window.Span(w[0], dilation.Height), strides.Height, padding.Top, padding.Bottom),
                   Window.Out(x[1], Window.Span(w[1], dilation.Width), strides.Width, padding.Left, padding.Right), w[3]];
        return pool is null ? y : pool.Infer([y]);
    }

    public override Fused? Absorb(Op next) => next switch
    {
        Relu when !relu && pool is null => new(new Convolution(strides, dilation, padding, relu: true)),
        MaxPooling p when pool is null && !p.Overlaps && p.Pool.Height * p.Pool.Width <= Kernels.Convolution.LargestPool => new(new Convolution(strides, dilation, padding, relu, p)),
        _ => null,
    };

    public override void Forward(Lowering to, Node node)
    {
        var (size, w) = (Size(node), node.Inputs[1]);
        var differentiates = to.Differentiates(node.Inputs[0]) || to.Differentiates(w);
        var argmax = pool is not null && differentiates ? to.Save(node, "argmax", (node.Shape.Elements + 3) / 4) : null;
        to.Add(new ConvolutionForward(node, this, size, to[node.Inputs[0]], to.Panels(w, size.OutChannels, size.Reduction), Lowering.Bias(node),
                                      to.Output(node), argmax, to.Width)
        {
            MultiplyAdds = MultiplyAdds(size),
            Parts = size.CellRows,
            Workspace = Kernels.Convolution.Forward.Workspace(size),
        });
    }

    public override void Backward(Lowering to, Node node)
    {
        var (size, x, w) = (Size(node), node.Inputs[0], node.Inputs[1]);
        var (dy, y, argmax) = (to.Gradient(node), relu ? to[node] : null, to.Saved(node, "argmax"));
        if (to.Differentiates(w))
        {
            var sum = to.WeightGradient(node, w, node.Inputs.ElementAtOrDefault(2), size.Rows);
            to.Add(new ConvolutionBackward<Kernels.Convolution.WeightGradient>(node, "weights", size, dy, y, argmax, to[x], sum, null, to.Width)
            {
                MultiplyAdds = MultiplyAdds(size),
                Parts = size.OutChannels,
                Workspace = Kernels.Convolution.WeightGradient.Workspace(size),
                Unit = sum.Sharded ? Unit.Tiles : Unit.Outputs,
            });
        }
        if (!to.Differentiates(x)) return;
        var (dx, fresh) = to.GradientInto(x);
        to.Add(new ConvolutionBackward<Kernels.Convolution.InputGradient>(node, "input", size, dy, y, argmax, dx, to.Rows(w, size.Rows), fresh, to.Width)
        {
            MultiplyAdds = MultiplyAdds(size),
            Parts = size.RimRows,
            Workspace = Kernels.Convolution.InputGradient.Workspace(size),
        });
    }

    ConvolutionSize Size(Node node)
    {
        var (x, w, y) = (node.Inputs[0].Shape, node.Inputs[1].Shape, node.Shape);
        return new()
        {
            InHeight = x[0],
            InWidth = x[1],
            InChannels = x[2],
            OutChannels = w[3],
            OutHeight = Window.Out(x[0], Window.Span(w[0], dilation.Height), strides.Height, padding.Top, padding.Bottom),
            OutWidth = Window.Out(x[1], Window.Span(w[1], dilation.Width), strides.Width, padding.Left, padding.Right),
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
            PoolHeight = pool?.Pool.Height ?? 1,
            PoolWidth = pool?.Pool.Width ?? 1,
            PoolTop = pool?.Padding.Top ?? 0,
            PoolLeft = pool?.Padding.Left ?? 0,
            CellRows = y[0],
            CellColumns = y[1],
        };
    }

    static long MultiplyAdds(in ConvolutionSize z) => (long)z.OutHeight * z.OutWidth * z.OutChannels * z.Reduction;
}

sealed unsafe class ConvolutionForward(Node node, Convolution op, ConvolutionSize size, Value x, Value panels, Value? bias, Value y, Value? argmax, int width)
    : Step($"{node.Name}: {op.Kind}", bias is null ? [x, panels] : [x, panels, bias], argmax is null ? [y] : [y, argmax])
{
    public override void Run(Frame f)
    {
        if (f.From == 0) Rim.Clear(f, y, node.Shape);
        var a = new Kernels.Convolution.ForwardArguments
        {
            Size = size,
            Samples = f.Count,
            From = f.From,
            To = f.To,
            X = f.At(x),
            XSample = x.Stride,
            Panels = f.At(panels),
            Bias = bias is null ? null : f.At(bias),
            Y = f.At(y) + y.Layout.Origin(node.Shape),
            YSample = y.Stride,
            YRow = y.Layout.Row(node.Shape),
            Argmax = argmax is null ? null : (byte*)f.At(argmax),
            ArgmaxSample = (argmax?.Stride ?? 0) * sizeof(float),
            Relu = op.WithRelu,
            Workspace = f.Workspace,
        };
        SimdWidth.Run<Kernels.Convolution.Forward, Kernels.Convolution.ForwardArguments>(width, &a);
    }
}

/// <summary>The gradient by the weights, where <paramref name="weights"/> is a sum, or by the input <paramref name="x"/>.</summary>
sealed unsafe class ConvolutionBackward<K>(Node node, string by, ConvolutionSize size, Value dy, Value? y, Value? argmax, Value x, Value weights, bool? fresh,
                                           int width)
    : Step($"d {node.Name}: by {by}", Reading(dy, y, argmax, fresh is null ? x : weights), [fresh is null ? weights : x])
    where K : IKernel<Kernels.Convolution.BackwardArguments>
{
    static Value[] Reading(Value dy, Value? y, Value? argmax, Value other) => [.. new[] { dy, y, argmax, other }.OfType<Value>()];

    public override void Run(Frame f)
    {
        var a = new Kernels.Convolution.BackwardArguments
        {
            Size = size,
            Samples = f.Count,
            From = f.From,
            To = f.To,
            Gradient = f.At(dy) + dy.Layout.Origin(node.Shape),
            GradientSample = dy.Stride,
            GradientRow = dy.Layout.Row(node.Shape),
            Y = y is null ? null : f.At(y) + y.Layout.Origin(node.Shape),
            YSample = y?.Stride ?? 0,
            YRow = y?.Layout.Row(node.Shape) ?? 0,
            Argmax = argmax is null ? null : (byte*)f.At(argmax),
            ArgmaxSample = (argmax?.Stride ?? 0) * sizeof(float),
            X = f.At(x),
            XSample = x.Stride,
            Weights = f.At(weights),
            Workspace = f.Workspace,
            Fresh = fresh ?? f.FreshShard,
        };
        SimdWidth.Run<K, Kernels.Convolution.BackwardArguments>(width, &a);
    }
}
