using Hornbill.Engine;
using Hornbill.Tensors;

namespace Hornbill.Graph;

/// <summary>A kind of computation with its settings: its shape rule, what it can take into one step, and the steps it becomes.</summary>
abstract class Op
{
    /// <summary>What the plan calls it.</summary>
    public abstract string Kind { get; }

    /// <summary>The shape of one sample of the result; throws where the inputs do not fit.</summary>
    public abstract Shape Infer(IReadOnlyList<Shape> inputs);

    /// <summary>The layout in which an input is read.</summary>
    public virtual Layout Wants(int input) => Layout.Nhwc;

    /// <summary>Whether the result can be written inside a rim of zeros.</summary>
    public virtual bool WritesRim => false;

    /// <summary>This operation as it is for a request: in training or not, with gradients or not, where that differs in what can be fused.</summary>
    public virtual Op For(Request request) => this;

    /// <summary>Whether its inputs may change places.</summary>
    public virtual bool Commutes => false;

    /// <summary>The operation that computes this one and then <paramref name="next"/>, reading this one's inputs and then the others of next;
    /// null where there is none.</summary>
    public virtual Fused? Absorb(Op next) => null;

    /// <summary>Adds the steps that compute <paramref name="node"/>.</summary>
    public virtual void Forward(Lowering to, Node node) => throw new NotSupportedException($"'{node.Name}' ({Kind}) has no steps. Give it a line in CpuOps.");

    /// <summary>Adds the steps that turn the gradient by <paramref name="node"/> into those by its inputs.</summary>
    public virtual void Backward(Lowering to, Node node) =>
        throw new NotSupportedException($"'{node.Name}' ({Kind}) has no gradient but one was asked for. Differentiate by a node after it.");
}

/// <summary>Two operations in one.</summary>
/// <param name="Op">The operation that does both.</param>
/// <param name="Exclusive">Whether the first one's own result is lost, so that nobody else may want it.</param>
/// <param name="AsNext">Whether it goes by the name of the second one all the same.</param>
sealed record Fused(Op Op, bool Exclusive = true, bool AsNext = false);
