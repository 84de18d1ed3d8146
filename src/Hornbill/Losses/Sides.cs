using Hornbill.Kernels;

namespace Hornbill.Losses;

/// <summary>Targets that say on which side of 0 a prediction should lie.</summary>
static class Sides
{
    public static string? Complain(ReadOnlySpan<float> target)
    {
        var at = Statistics.IndexOfNone(target, -1, 0, 1);
        return at < 0 ? null : $"got the target {target[at]} but needs 1 and −1, or 1 and 0. Convert the targets.";
    }
}
