using Hornbill.Execution;
using Hornbill.Kernels;
using Hornbill.Optimizers;

namespace Hornbill.Models;

/// <summary>An optimizer's step over the flat blocks, in stretches that workers take.</summary>
sealed unsafe class Update(WeightStore store, Optimizer optimizer, Workers workers, int width) : IJob
{
    const int Stretch = 16 * 1024;

    int _next;

    public void Run()
    {
        store.Steps++;
        _next = 0;
        if (store.Floats <= Stretch) Run(0);
        else workers.Run(this);
        store.Version++;
        GC.KeepAlive(store);
    }

    /// <inheritdoc/>
    public void Run(int worker)
    {
        for (long from; (from = (long)(Interlocked.Increment(ref _next) - 1) * Stretch) < store.Floats;)
        {
            var a = new Steps.Arguments
            {
                W = store.Weights.Pointer + from,
                G = store.Gradients.Pointer + from,
                Slot0 = optimizer.Slots > 0 ? store.Slots!.Pointer + from : null,
                Slot1 = optimizer.Slots > 1 ? store.Slots!.Pointer + store.Floats + from : null,
                Count = (int)Math.Min(Stretch, store.Floats - from),
            };
            optimizer.Step(&a, store.Steps, width);
        }
    }
}
