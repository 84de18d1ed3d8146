using Hornbill.Engine;
using Hornbill.Graph;

namespace Hornbill.Models;

/// <summary>The memory that a plan will take, held against what the machine has, before any of it is taken.</summary>
static class MemoryNeed
{
    // The machine's, or what a container gives.
    static readonly long Available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Throws where batches of that size need more than there is.</summary>
    /// <exception cref="ArgumentException">They do; the error tells what would fit.</exception>
    public static void Check(Model model, Plan plan, int batchSize, TrainingState? training, long? available = null)
    {
        var (room, sample) = (available ?? Available, plan.BatchFloats * sizeof(float));
        var others = sizeof(float) * (plan.PackedFloats + plan.SumFloats + ((plan.TileFloats + plan.Workspace) * model.Workers.Count)
            + model.Store.Floats +
                                      (training is null ? 0 : training.Floats * (1 + training.SlotNames.Count)));
        var need = ((double)sample * batchSize) + others;
        if (need <= room) return;
        var fits = (room - others) / Math.Max(1, sample);
        throw new ArgumentException(
            $"Model '{model.Shown}' needs {Gigabytes(need)} for batches of {batchSize} samples ({Gigabytes(sample)} each, " +
            $"{Gigabytes(others)} besides) but the machine has " +
                                    $"{Gigabytes(room)}. " +
                                    $"{(fits > 0 ? $"Give a batch size of {fits} at most." : "Use smaller images, or a smaller model.")}");
    }

    static string Gigabytes(double bytes) => bytes < 1 << 28
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (1 << 20):F1} MB")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (1 << 30):F1} GB");
}
