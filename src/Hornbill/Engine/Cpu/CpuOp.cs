using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Engine.Cpu;

/// <summary>What an operation becomes on the processor: its steps, forward and backward, and the layouts that they read and
/// write.</summary>
abstract class CpuOp
{
    /// <summary>The one of an operation.</summary>
    public static CpuOp Of(Op op) => CpuOps.All.TryGetValue(op.GetType(), out var found)
        ? found
        : throw new NotSupportedException(
            $"Operation '{op.Kind}' ({op.GetType().Name}) has no steps on the processor. Give it a line in CpuOps.");

    /// <summary>Whether the result can be written inside a rim of zeros.</summary>
    public abstract bool WritesRim(Op op);

    /// <summary>The layout in which an input is read.</summary>
    public abstract Layout Wants(Op op, int input);

    /// <summary>Whether the steps can do what the operation has taken in.</summary>
    public abstract bool Takes(Op op);

    /// <summary>Adds the steps that compute <paramref name="node"/>.</summary>
    public abstract void Forward(Lowering to, Node node);

    /// <summary>Adds the steps that turn the gradient by <paramref name="node"/> into those by its inputs.</summary>
    public abstract void Backward(Lowering to, Node node);
}

/// <summary>The same of one kind of operation.</summary>
abstract class CpuOp<O> : CpuOp where O : Op
{
    /// <inheritdoc/>
    public sealed override bool WritesRim(Op op) => WritesRim((O)op);

    /// <inheritdoc/>
    public sealed override Layout Wants(Op op, int input) => Wants((O)op, input);

    /// <inheritdoc/>
    public sealed override bool Takes(Op op) => Takes((O)op);

    /// <inheritdoc/>
    public sealed override void Forward(Lowering to, Node node) => Forward(to, node, (O)node.Op);

    /// <inheritdoc/>
    public sealed override void Backward(Lowering to, Node node) => Backward(to, node, (O)node.Op);

    protected virtual bool WritesRim(O op) => false;

    protected virtual Layout Wants(O op, int input) => Layout.Nhwc;

    protected virtual bool Takes(O op) => true;

    protected abstract void Forward(Lowering to, Node node, O op);

    protected virtual void Backward(Lowering to, Node node, O op) =>
        throw new NotSupportedException(
            $"'{node.Shown}' ({op.Kind}) has no gradient but one was asked for. Differentiate by a node after it.");
}
