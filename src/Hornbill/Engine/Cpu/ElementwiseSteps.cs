using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;
using K = Hornbill.Kernels.Activations;

namespace Hornbill.Engine.Cpu;

/// <summary>Makes a step of an operation on each element (see <see cref="Each"/>).</summary>
delegate Step EachStep(string name, Shape shape, Value[] from, Value into, (float P, float Q, float R) settings = default,
    Access access = Access.Add);

/// <summary>A function of each element: of x, and its gradient of dy, x and y.</summary>
sealed class ElementwiseSteps : CpuOp<Elementwise>
{
    /// <summary>Every function with its loop: one line each.</summary>
    public static readonly IReadOnlyDictionary<Function, (EachStep Value, EachStep Gradient)> All = new Dictionary<Function,
        (EachStep, EachStep)>
    {
        [Function.Celu] = Of<K.Celu>(),
        [Function.Elu] = Of<K.Elu>(),
        [Function.Exponential] = Of<K.Exponential>(),
        [Function.GeluByTanh] = Of<K.GeluByTanh>(),
        [Function.Gelu] = Of<K.Gelu>(),
        [Function.HardShrink] = Of<K.HardShrink>(),
        [Function.HardSigmoid] = Of<K.HardSigmoid>(),
        [Function.HardSilu] = Of<K.HardSilu>(),
        [Function.HardTanh] = Of<K.HardTanh>(),
        [Function.LeakyRelu] = Of<K.LeakyRelu>(),
        [Function.LogSigmoid] = Of<K.LogSigmoid>(),
        [Function.Mish] = Of<K.Mish>(),
        [Function.Power] = Of<Kernels.Power>(),
        [Function.Relu6] = Of<K.Relu6>(),
        [Function.ReluOf] = Of<K.ReluOf>(),
        [Function.Rescaling] = Of<Kernels.Rescaling>(),
        [Function.Sigmoid] = Of<K.Sigmoid>(),
        [Function.Silu] = Of<K.Silu>(),
        [Function.SoftShrink] = Of<K.SoftShrink>(),
        [Function.Softplus] = Of<K.Softplus>(),
        [Function.Softsign] = Of<K.Softsign>(),
        [Function.SparsePlus] = Of<K.SparsePlus>(),
        [Function.SparseSigmoid] = Of<K.SparseSigmoid>(),
        [Function.Squareplus] = Of<K.Squareplus>(),
        [Function.TanhShrink] = Of<K.TanhShrink>(),
        [Function.Tanh] = Of<K.Tanh>(),
        [Function.Threshold] = Of<K.Threshold>(),
    };

    static (EachStep, EachStep) Of<F>() where F : struct, K.IFunction => (Each.Of<K.Value<F>>, Each.Of<K.Gradient<F>>);

    protected override bool WritesRim(Elementwise op) => true;

    protected override void Forward(Lowering to, Node node, Elementwise op)
    {
        var x = to[node.Inputs[0]];
        to.Add(All[op.Function].Value($"{node.Name}: {op.Kind}", node.Shape, [x], to.Output(node), op.Settings));
    }

    protected override void Backward(Lowering to, Node node, Elementwise op)
    {
        var x = node.Inputs[0];
        if (to.Differentiates(x))
            to.Add(All[op.Function].Gradient($"d {node.Name}: {op.Kind}", node.Shape, [to.Gradient(node), to[x], to[node]], to.Into(x),
                op.Settings));
    }
}
