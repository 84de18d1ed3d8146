namespace Hornbill.Graph.Ops;

/// <summary>Where a backward pass begins: what differentiates the mean over the batch by each sample's own number, 1 / N.</summary>
sealed unsafe class MeanSeed(Value gradient) : Step($"{gradient.Name}: 1 / batch size", [], [gradient])
{
    public override void Run(Frame f) => Kernels.Copies.Spread(1f / f.BatchSize, f.At(gradient), gradient.Stride, f.Count);
}
