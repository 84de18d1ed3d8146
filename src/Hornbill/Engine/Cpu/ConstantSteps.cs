using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Engine.Cpu;

/// <summary>Numbers that serve all samples lie with the packed weights.</summary>
sealed unsafe class ConstantSteps : CpuOp<Constant>
{
    protected override void Forward(Lowering to, Node node, Constant op)
    {
        var step = new Step($"{node.Name}: {op.Kind}");
        var (values, all) = (step.Write(to.Packed(node)), op.Values);
        step.Work = f => all.CopyTo(new Span<float>(f.At(values), all.Length));
        to.Setup.Add(step);
    }
}

/// <summary>√variance, made when weights have changed.</summary>
sealed unsafe class DeviationSteps : CpuOp<Deviation>
{
    protected override void Forward(Lowering to, Node node, Deviation op)
    {
        var (step, of) = (new Step($"{node.Name}: {op.Kind}"), node.Inputs[0]);
        var (variance, y, length, least) = (step.Read(of.Op is Weight ? to.Weight(of) : to[of]), step.Write(to.Packed(node)),
            node.Shape.Elements, op.Least);
        step.Work = f => Kernels.Statistics.Deviations(f.At(variance), f.At(y), length, least);
        to.Setup.Add(step);
    }
}
