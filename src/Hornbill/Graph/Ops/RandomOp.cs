using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>An operation that changes each sample of a training step in a way of its own, and does nothing at inference. Its numbers are a function of the
/// seed, the step and the sample: forward and backward draw the same ones.</summary>
abstract class RandomOp(string kind, int? seed) : Op
{
    public sealed override string Kind => kind;

    /// <summary>Whether it does something at inference, too.</summary>
    public virtual bool Always => false;

    /// <summary>Whether gradients go through it.</summary>
    public virtual bool HasGradient => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <summary>The numbers of a sample: of the layer's own seed, or of the run's and the layer's stream.</summary>
    public Philox Numbers(ulong run, uint stream, uint step, uint sample) =>
        new(seed is { } own ? (ulong)own : run ^ ((ulong)stream << 32), Purpose.Augment, step, sample);
}
