using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>An operation that changes each sample of a training step in a way of its own, and does nothing at inference. Its numbers are a
/// function of the seed, the step and the sample: forward and backward draw the same ones.</summary>
abstract class RandomOp(string kind, int? seed) : Op
{
    public sealed override string Kind => kind;

    public sealed override bool IsRandom => true;

    /// <summary>Whether it does something at inference, too.</summary>
    public virtual bool Always => false;

    /// <summary>Whether gradients go through it.</summary>
    public virtual bool HasGradient => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    /// <summary>The numbers of a sample: of the layer's own seed, or of the run's.</summary>
    public Philox Numbers(ulong run, uint step, uint sample) => new(seed is { } own ? (ulong)own : run, Purpose.Augment, step, sample);

    /// <summary>The same of a sample of the batch, for a node of the graph.</summary>
    public Philox Numbers(RandomStream stream, in DrawTime time, int sample) =>
        stream.Numbers(time, (uint)sample, Purpose.Augment, (ulong?)seed);
}
