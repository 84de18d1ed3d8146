using Hornbill.Kernels;

namespace Hornbill.Graph;

/// <summary>Where a node's random numbers come from: the name of its layer, and how many nodes of that name come before it, since a layer
/// may be applied more than once.</summary>
readonly record struct RandomStream(string Name, int Use)
{
    const ulong EachUse = 0x9E3779B97F4A7C15, EachPass = 0xA0761D6478BD642F;

    // FNV-1a.
    readonly ulong _hash = (ulong)Name.Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619u) << 32;

    /// <summary>The numbers of a sample of the batch: those of the run's seed and the name, or of a seed that the layer has for
    /// itself.</summary>
    public Philox Numbers(in DrawTime time, uint sample, Purpose purpose, ulong? own = null) =>
        new((own ?? (time.Seed ^ _hash)) + ((ulong)Use * EachUse) + (time.Pass * EachPass), purpose, time.TrainingStep, sample);
}

/// <summary>When numbers are drawn: what they depend on besides the node, the sample and the element.</summary>
/// <param name="Seed">The run's.</param>
/// <param name="Pass">Which call outside of training it is.</param>
/// <param name="TrainingStep">The step of training.</param>
readonly record struct DrawTime(ulong Seed, ulong Pass, uint TrainingStep);
