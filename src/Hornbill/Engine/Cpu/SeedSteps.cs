namespace Hornbill.Engine.Cpu;

/// <summary>Where a backward pass begins.</summary>
static unsafe class SeedSteps
{
    /// <summary>What differentiates the mean over the batch by each sample's own number, 1 / N, or that number by itself, 1.</summary>
    public static Step Of(Value gradient, bool eachSample)
    {
        var step = new Step($"{gradient.Name}: {(eachSample ? "1" : "1 / batch size")}");
        var to = step.Add(gradient);
        step.Work = f => Kernels.Copies.Spread(eachSample ? 1 : 1f / f.BatchSize, f.At(to), to.Stride, f.Count);
        return step;
    }
}
