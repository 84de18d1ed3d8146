using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Engine.Cpu;

/// <summary>Samples that come from outside lie in the batch's memory.</summary>
sealed class InputSteps : CpuOp<Input>
{
    protected override void Forward(Lowering to, Node node, Input op) => to.Input(node);
}

/// <summary>Weights have no value of their own: who reads one asks for it in the layout that it needs.</summary>
sealed class WeightSteps : CpuOp<Weight>
{
    protected override void Forward(Lowering to, Node node, Weight op) { }
}

/// <summary>The same floats under another shape cost nothing.</summary>
sealed class ViewSteps : CpuOp<View>
{
    protected override void Forward(Lowering to, Node node, View op) => to.Alias(node, node.Inputs[0]);

    protected override void Backward(Lowering to, Node node, View op) => to.PassGradient(node);
}

/// <summary>What stands for inputs of any size is never computed: for data of a size the layers are applied anew.</summary>
sealed class AnySizeSteps : CpuOp<AnySize>
{
    protected override void Forward(Lowering to, Node node, AnySize op) =>
        throw new NotSupportedException($"'{node.Shown}' of shape {node.Shape} came to be computed but needs known sizes. Give it data.");
}
