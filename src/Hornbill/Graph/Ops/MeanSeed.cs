using Hornbill.Engine;

namespace Hornbill.Graph.Ops;

/// <summary>Where a backward pass begins: what differentiates the mean over the batch by each sample's own number, 1 / N, or that number by itself, 1.</summary>
sealed unsafe class MeanSeed(Value gradient, bool eachSample) : Step($"{gradient.Name}: {(eachSample ? "1" : "1 / batch size")}", [], [gradient])
{
    public override void Run(Frame f) => Kernels.Copies.Spread(eachSample ? 1 : 1f / f.BatchSize, f.At(gradient), gradient.Stride, f.Count);
}
