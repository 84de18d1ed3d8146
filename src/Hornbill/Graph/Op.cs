using Hornbill.Tensors;

namespace Hornbill.Graph;

/// <summary>A kind of computation with its settings: its shape rule and what it can take in. What it becomes is an engine's (see
/// Engine/Cpu/CpuOps).</summary>
abstract class Op
{
    /// <summary>What the plan calls it.</summary>
    public abstract string Kind { get; }

    /// <summary>The shape of one sample of the result; throws where the inputs do not fit.</summary>
    public abstract Shape Infer(IReadOnlyList<Shape> inputs);

    /// <summary>This operation as it is for a request: in training or not, with gradients or not, where that differs in what can be
    /// fused.</summary>
    public virtual Op For(Request request) => this;

    /// <summary>Whether its inputs may change places.</summary>
    public virtual bool Commutes => false;

    /// <summary>Whether it draws random numbers in training.</summary>
    public virtual bool IsRandom => false;

    /// <summary>The operation that computes this one and then <paramref name="next"/>, reading this one's inputs and then the others of
    /// next; null where there is none.</summary>
    public virtual Fused? Absorb(Op next) => null;
}

/// <summary>Two operations in one.</summary>
/// <param name="Op">The operation that does both.</param>
/// <param name="Exclusive">Whether the first one's own result is lost, so that nobody else may want it.</param>
/// <param name="AsNext">Whether it goes by the name of the second one all the same.</param>
sealed record Fused(Op Op, bool Exclusive = true, bool AsNext = false);
