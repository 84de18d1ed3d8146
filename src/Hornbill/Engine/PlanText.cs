using System.Globalization;
using System.Text;

namespace Hornbill.Engine;

/// <summary>A plan for people: as data, and as a text of these.</summary>
static class PlanText
{
    static readonly CultureInfo Words = CultureInfo.InvariantCulture;

    public static string Write(Plan plan, string name, int batchSize) => Write(Describe(plan, name, batchSize));

    public static PlanData Describe(Plan plan, string name, int batchSize) => new(
        name, plan.Losses is null ? "prediction" : plan.Request.Training ? "training" : "evaluation", plan.Width, batchSize,
        [.. plan.Setup.Select(Describe)],
        [.. plan.Segments.Select(s => new PlanSegment(Word(s.Unit), s.Tile, Size(s.WeightFloats), Size(s.SampleFloats),
            [.. s.Steps.Select(Describe)]))],
        [
            new("batch", Size(plan.BatchFloats * batchSize), $"{Bytes(Size(plan.BatchFloats))} a sample"),
            new("tile", Size(plan.TileFloats), "for each worker"),
            new("workspace", Size(plan.Workspace), "for each worker"),
            new("packed weights", Size(plan.PackedFloats), ""),
            new("sums", Size(plan.SumFloats), $"16 shards of {Bytes(Size(plan.ShardFloats))}, the rest once"),
        ],
        plan.MultiplyAdds);

    public static string Write(PlanData plan)
    {
        var text = new StringBuilder();
        text.AppendLine(Words,
            $"Plan of {Plain.Text(plan.Name)}: {plan.Purpose}, vectors of {plan.Width} floats, batch of {plan.BatchSize}");
        if (plan.Setup.Count > 0)
        {
            text.AppendLine("When weights have changed:");
            foreach (var step in plan.Setup) Write(text, step);
        }
        for (var s = 0; s < plan.Segments.Count; s++) Write(text, s + 1, plan.Segments[s]);
        text.AppendLine("Memory:");
        foreach (var (block, bytes, note) in plan.Memory) text.AppendLine(Words,
            $"  {block}: {bytes:N0} bytes{(note.Length > 0 ? ", " + note : "")}");
        text.AppendLine(Words, $"Multiply-adds: {plan.MultiplyAdds:N0} a sample, none skipped");
        return text.ToString();
    }

    static PlanStep Describe(Step step) => new(step.Name, step.MultiplyAdds, step.Parts,
        [.. step.Writes.Where(v => v.Place is not (Engine.Place.Weights or Engine.Place.Gradients)).Select(Describe)]);

    static PlanBuffer Describe(Value v) => new($"{v}", v.PerSample ? $"{v.Layout}" : null, v.Place.ToString().ToLowerInvariant(), v.Offset,
        Size(v.Reserved),
        v.PerSample ? "sample" : v.Sharded ? "shard" : "");

    static void Write(StringBuilder text, int number, PlanSegment segment)
    {
        var (weights, sample) = (segment.WeightBytes, segment.SampleBytes);
        var unit = segment.Unit switch
        {
            "tiles" =>
                $"tiles of {segment.Tile} samples, depth first ({Bytes(weights)} of weights + {Bytes(segment.Tile * sample)} of " +
                $"activations)",
            "outputs" => $"the whole batch, blocked over outputs ({Bytes(weights)} of weights)",
            _ => $"one sample at a time, blocked over rows or channels ({Bytes(sample)} of activations)",
        };
        text.AppendLine(Words, $"Segment {number}: {unit}");
        foreach (var step in segment.Steps) Write(text, step);
    }

    static void Write(StringBuilder text, PlanStep step)
    {
        text.Append("  ").Append(Plain.Text(step.Name));
        if (step.MultiplyAdds > 0) text.Append(Words, $", {step.MultiplyAdds:N0} multiply-adds");
        if (step.Parts > 1) text.Append(Words, $", {step.Parts} parts");
        text.AppendLine();
        foreach (var v in step.Writes)
            text.AppendLine(Words,
                $"    -> {Plain.Text(v.Value)}{(v.Layout is null ? "" : $", {v.Layout}")}, {v.Place}+{v.Offset}, " +
                $"{Bytes(v.Bytes)}{(v.Per.Length == 0 ? "" : $" a {v.Per}")}");
    }

    static string Word(Unit unit) => unit.ToString().ToLowerInvariant();

    static long Size(long floats) => floats * sizeof(float);

    static string Bytes(long bytes) => bytes < 1024 ? string.Create(Words, $"{bytes:F0} B")
        : bytes < 1 << 20 ? string.Create(Words, $"{bytes / 1024.0:F1} KB") : string.Create(Words, $"{bytes / (double)(1 << 20):F1} MB");
}
