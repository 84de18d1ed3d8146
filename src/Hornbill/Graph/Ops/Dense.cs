using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>x · w + b, and relu of it. Inputs: x (inputs,), w (inputs, outputs), b (outputs,) if there is one.</summary>
sealed class Dense(bool relu = false) : Op
{
    /// <summary>Weights that no tile should wait for: they are read once for the whole batch.</summary>
    const int TiledFloats = 64 * 1024;

    public bool WithRelu => relu;

    public override string Kind => relu ? "dense + bias + relu" : "dense + bias";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [inputs[1][1]];

    public override Fused? Absorb(Op next) => next is Relu && !relu ? new(new Dense(relu: true)) : null;

    public override void Forward(Lowering to, Node node)
    {
        var (x, w) = (node.Inputs[0], node.Inputs[1]);
        to.Add(new DenseForward(node, this, to[x], to.Panels(w, node.Shape[0], w.Shape[0]), Lowering.Bias(node), to.Output(node), to.Width)
        {
            MultiplyAdds = w.Shape.Elements,
            Parts = new Panels(node.Shape[0], w.Shape[0], to.Width).Count,
            Workspace = Kernels.Dense.Forward.Workspace(node.Shape[0], to.Width),
            Unit = UnitFor(w.Shape),
        });
    }

    public override void Backward(Lowering to, Node node)
    {
        var (x, w) = (node.Inputs[0], node.Inputs[1]);
        var rows = new WeightRows(node.Shape[0], 1, w.Shape[0]);
        var (dy, y, unit) = (to.Gradient(node), relu ? to[node] : null, UnitFor(w.Shape));
        if (to.Differentiates(w))
            to.Add(new DenseBackward<Kernels.Dense.WeightGradient>(node, "weights", dy, y, to[x],
                                                                   to.WeightGradient(node, w, node.Inputs.ElementAtOrDefault(2), rows), null, to.Width)
            {
                MultiplyAdds = w.Shape.Elements,
                Parts = rows.Outputs,
                Workspace = Kernels.Dense.BackwardWorkspace,
                Unit = unit,
            });
        if (!to.Differentiates(x)) return;
        var (dx, fresh) = to.GradientInto(x);
        to.Add(new DenseBackward<Kernels.Dense.InputGradient>(node, "input", dy, y, dx, to.Rows(w, rows), fresh, to.Width)
        {
            MultiplyAdds = w.Shape.Elements,
            Parts = (w.Shape[0] + Kernels.Dense.Chunk - 1) / Kernels.Dense.Chunk,
            Workspace = Kernels.Dense.BackwardWorkspace,
            Unit = unit,
        });
    }

    static Unit UnitFor(Shape weights) => weights.Elements > TiledFloats ? Unit.Outputs : Unit.Tiles;
}

sealed unsafe class DenseForward(Node node, Dense op, Value x, Value panels, Value? bias, Value y, int width)
    : Step($"{node.Name}: {op.Kind}", bias is null ? [x, panels] : [x, panels, bias], [y])
{
    public override void Run(Frame f)
    {
        var a = new Kernels.Dense.ForwardArguments
        {
            Samples = f.Count,
            Inputs = node.Inputs[1].Shape[0],
            Outputs = node.Shape[0],
            From = f.From,
            To = f.To,
            X = f.At(x),
            XSample = x.Stride,
            Panels = f.At(panels),
            Bias = bias is null ? null : f.At(bias),
            Y = f.At(y),
            YSample = y.Stride,
            Workspace = f.Workspace,
            Relu = op.WithRelu,
        };
        SimdWidth.Run<Kernels.Dense.Forward, Kernels.Dense.ForwardArguments>(width, &a);
    }
}

/// <summary>The gradient by the weights, where <paramref name="weights"/> is a sum, or by the input <paramref name="x"/>.</summary>
sealed unsafe class DenseBackward<K>(Node node, string by, Value dy, Value? y, Value x, Value weights, bool? fresh, int width)
    : Step($"d {node.Name}: by {by}", Reading(dy, y, fresh is null ? x : weights), [fresh is null ? weights : x])
    where K : IKernel<Kernels.Dense.BackwardArguments>
{
    static Value[] Reading(Value dy, Value? y, Value other) => y is null ? [dy, other] : [dy, y, other];

    public override void Run(Frame f)
    {
        var a = new Kernels.Dense.BackwardArguments
        {
            Samples = f.Count,
            Inputs = node.Inputs[1].Shape[0],
            Outputs = node.Shape[0],
            From = f.From,
            To = f.To,
            Gradient = f.At(dy),
            GradientSample = dy.Stride,
            Y = y is null ? null : f.At(y),
            YSample = y?.Stride ?? 0,
            X = f.At(x),
            XSample = x.Stride,
            Weights = f.At(weights),
            Workspace = f.Workspace,
            Fresh = fresh ?? f.FreshShard,
        };
        SimdWidth.Run<K, Kernels.Dense.BackwardArguments>(width, &a);
    }
}
