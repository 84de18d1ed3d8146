using Hornbill.Engine;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>One dimension made longer by straight lines between its elements.</summary>
sealed class LinearUpSampling(int axis, int factor) : Op
{
    public int Axis => axis;

    public int Factor => factor;

    public override string Kind => "linear up-sampling";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => Shape.Create([.. inputs[0].Select((n, d) => d == axis ? n * factor : n)]);

    public override void Forward(Lowering to, Node node) =>
        to.Add(new LinearUpSamplingStep<Kernels.LinearUpSampling.Forward>(node, this, to[node.Inputs[0]], to.Output(node), back: false, to.Width));

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        if (fresh) to.Add(new Clearing($"d {node.Name}: zeros", dx));
        to.Add(new LinearUpSamplingStep<Kernels.LinearUpSampling.InputGradient>(node, this, dx, to.Gradient(node), back: true, to.Width));
    }
}

sealed unsafe class LinearUpSamplingStep<K>(Node node, LinearUpSampling op, Value x, Value y, bool back, int width)
    : ListedStep($"{(back ? "d " : "")}{node.Name}: {op.Kind}", back ? [y, x] : [x], [back ? x : y])
    where K : IKernel<Kernels.LinearUpSampling.Arguments>
{
    readonly int _outer = Elements(node.Inputs[0].Shape, 0, op.Axis), _inner = Elements(node.Inputs[0].Shape, op.Axis + 1, node.Shape.Rank);

    static int Elements(Shape shape, int from, int to) => shape.Take(from..to).Aggregate(1, (n, d) => n * d);

    public override void Run(Frame f)
    {
        var a = new Kernels.LinearUpSampling.Arguments
        {
            Samples = f.Count,
            Outer = _outer,
            Length = node.Inputs[0].Shape[op.Axis],
            Factor = op.Factor,
            Inner = _inner,
            X = f.At(x),
            Y = f.At(y),
            XSample = x.Stride,
            YSample = y.Stride,
        };
        SimdWidth.Run<K, Kernels.LinearUpSampling.Arguments>(width, &a);
    }
}
