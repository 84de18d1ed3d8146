namespace Hornbill.Engine;

/// <summary>What <c>model.Plan()</c> shows, as data: how a batch flows through a model.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Purpose">"training", "evaluation" or "prediction".</param>
/// <param name="Width">Floats in a vector.</param>
/// <param name="BatchSize">The batch that bytes are given for.</param>
/// <param name="Setup">Steps that are made only when weights have changed.</param>
/// <param name="Segments">Runs of steps that share a unit of work, in order.</param>
/// <param name="Memory">What memory is taken.</param>
/// <param name="MultiplyAdds">Multiply-adds of one sample, none skipped.</param>
public sealed record PlanData(string Name, string Purpose, int Width, int BatchSize, IReadOnlyList<PlanStep> Setup,
    IReadOnlyList<PlanSegment> Segments,
                              IReadOnlyList<PlanMemory> Memory, long MultiplyAdds);

/// <summary>Steps that share a unit of work.</summary>
/// <param name="Unit">"tiles": some samples through all steps; "outputs": the whole batch, blocked over the outputs of one step; "rows":
/// one sample at a time, cut itself.</param>
/// <param name="Tile">Samples in a tile.</param>
/// <param name="WeightBytes">Bytes of weights that the steps touch.</param>
/// <param name="SampleBytes">Bytes of a sample that the steps touch.</param>
/// <param name="Steps">The steps.</param>
public sealed record PlanSegment(string Unit, int Tile, long WeightBytes, long SampleBytes, IReadOnlyList<PlanStep> Steps);

/// <summary>One call of a kernel.</summary>
/// <param name="Name">What it computes: <c>conv2d: convolution + bias + relu</c>.</param>
/// <param name="MultiplyAdds">Of one sample, none skipped.</param>
/// <param name="Parts">Parts that may be computed apart.</param>
/// <param name="Writes">Where its results lie.</param>
public sealed record PlanStep(string Name, long MultiplyAdds, int Parts, IReadOnlyList<PlanBuffer> Writes);

/// <summary>Where a result lies.</summary>
/// <param name="Value">Its name and shape.</param>
/// <param name="Layout">How a sample's values lie; null of what is not a sample's.</param>
/// <param name="Place">The block of memory: "batch", "tile", …</param>
/// <param name="Offset">Floats from the block's, or the sample's, beginning.</param>
/// <param name="Bytes">Its bytes, of a sample, a shard, or all.</param>
/// <param name="Per">"sample", "shard", or "" for all.</param>
public sealed record PlanBuffer(string Value, string? Layout, string Place, long Offset, long Bytes, string Per);

/// <summary>A block of memory.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Note">What that depends on.</param>
public sealed record PlanMemory(string Name, long Bytes, string Note);
