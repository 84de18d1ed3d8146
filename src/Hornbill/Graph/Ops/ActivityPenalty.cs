using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A penalty on what a layer makes of each sample, times the batch's size: the mean over the batch, which a loss is, is then its sum.</summary>
sealed class ActivityPenalty(IPenalty penalty) : Op
{
    public IPenalty Penalty => penalty;

    public override string Kind => "activity penalty";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [1];

    public override void Forward(Lowering to, Node node) => to.Add(new ActivityPenaltyForward(node, penalty, to[node.Inputs[0]], to.Output(node)));

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new ActivityPenaltyBackward(node, penalty, to[node.Inputs[0]], to.Gradient(node), dx, fresh, to.Width));
    }
}

sealed unsafe class ActivityPenaltyForward(Node node, IPenalty penalty, Value x, Value y) : ListedStep($"{node.Name}: activity penalty", [x], [y])
{
    public override void Run(Frame f)
    {
        var shape = node.Inputs[0].Shape;
        for (var n = 0; n < f.Count; n++)
            f.At(y)[(long)n * y.Stride] = (float)(f.BatchSize * penalty.Value(new(f.At(x) + ((long)n * x.Stride), shape.Elements), shape));
    }
}

sealed unsafe class ActivityPenaltyBackward : ListedStep
{
    readonly Shape _shape;
    readonly IPenalty _penalty;
    readonly Value _x, _dy, _dx;
    readonly bool _fresh;
    readonly int _width;

    public ActivityPenaltyBackward(Node node, IPenalty penalty, Value x, Value dy, Value dx, bool fresh, int width)
        : base($"d {node.Name}: activity penalty", fresh ? [x, dy] : [x, dy, dx], [dx])
    {
        (_shape, _penalty, _x, _dy, _dx, _fresh, _width) = (node.Inputs[0].Shape, penalty, x, dy, dx, fresh, width);
        Workspace = _shape.Elements;
    }

    public override void Run(Frame f)
    {
        var count = _shape.Elements;
        for (var n = 0; n < f.Count; n++)
        {
            var gradient = new Span<float>(f.Workspace, count);
            gradient.Clear();
            _penalty.AddGradient(new(f.At(_x) + ((long)n * _x.Stride), count), gradient, _shape);
            var a = new Rows.Arguments
            {
                Size = new(1, 1, count),
                A = new(f.Workspace, 0, 0),
                To = new(f.At(_dx) + ((long)n * _dx.Stride), 0, 0),
                P = f.BatchSize * f.At(_dy)[(long)n * _dy.Stride],
                Accumulate = !_fresh,
            };
            SimdWidth.Run<Rows.Each<Rows.Scaled>, Rows.Arguments>(_width, &a);
        }
    }
}
