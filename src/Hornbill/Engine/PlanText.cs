using System.Globalization;
using System.Text;
using Hornbill.Graph;

namespace Hornbill.Engine;

/// <summary>A plan for people.</summary>
static class PlanText
{
    static readonly CultureInfo Words = CultureInfo.InvariantCulture;

    public static string Write(Plan plan, string name, int batchSize)
    {
        var text = new StringBuilder();
        text.AppendLine(Words, $"Plan of {name}: {(plan.Losses is null ? "prediction" : plan.Request.Training ? "training" : "evaluation")}, vectors of {plan.Width} floats, batch of {batchSize}");
        if (plan.Setup.Length > 0)
        {
            text.AppendLine("When weights have changed:");
            foreach (var step in plan.Setup) Step(text, step);
        }
        for (var s = 0; s < plan.Segments.Length; s++) Segment(text, s + 1, plan.Segments[s]);
        text.AppendLine("Memory:");
        Memory(text, "batch", plan.BatchFloats * batchSize, $"{Bytes(plan.BatchFloats)} a sample");
        Memory(text, "tile", plan.TileFloats, "for each worker");
        Memory(text, "workspace", plan.Workspace, "for each worker");
        Memory(text, "packed weights", plan.PackedFloats, "");
        Memory(text, "sums", plan.SumFloats, $"16 shards of {Bytes(plan.ShardFloats)}, the rest once");
        text.AppendLine(Words, $"Multiply-adds: {plan.MultiplyAdds:N0} a sample, none skipped");
        return text.ToString();
    }

    static void Segment(StringBuilder text, int number, Segment segment)
    {
        var unit = segment.Unit switch
        {
            Unit.Tiles => string.Create(Words, $"tiles of {segment.Tile} samples, depth first ({Bytes(segment.WeightFloats)} of weights + {Bytes(segment.Tile * segment.SampleFloats)} of activations)"),
            Unit.Outputs => string.Create(Words, $"the whole batch, blocked over outputs ({Bytes(segment.WeightFloats)} of weights)"),
            _ => string.Create(Words, $"one sample at a time, blocked over rows or channels ({Bytes(segment.SampleFloats)} of activations)"),
        };
        text.AppendLine(Words, $"Segment {number}: {unit}");
        foreach (var step in segment.Steps) Step(text, step);
    }

    static void Step(StringBuilder text, Step step)
    {
        text.Append("  ").Append(step.Name);
        if (step.MultiplyAdds > 0) text.Append(Words, $", {step.MultiplyAdds:N0} multiply-adds");
        if (step.Parts > 1) text.Append(Words, $", {step.Parts} parts");
        text.AppendLine();
        foreach (var v in step.Writes.Where(v => v.Place is not (Engine.Place.Weights or Engine.Place.Gradients)))
            text.AppendLine(Words, $"    -> {v}{(v.PerSample ? $", {v.Layout}" : "")}, {Where(v)}+{v.Offset}, {Bytes(v.Reserved)}{(v.PerSample ? " a sample" : v.Sharded ? " a shard" : "")}");
    }

    static string Where(Value v) => v.Place.ToString().ToLowerInvariant();

    static void Memory(StringBuilder text, string what, long floats, string note) =>
        text.AppendLine(Words, $"  {what}: {floats * sizeof(float):N0} bytes{(note.Length > 0 ? ", " + note : "")}");

    static string Bytes(long floats)
    {
        var bytes = floats * (double)sizeof(float);
        return bytes < 1024 ? string.Create(Words, $"{bytes:F0} B") : bytes < 1 << 20 ? string.Create(Words, $"{bytes / 1024:F1} KB") : string.Create(Words, $"{bytes / (1 << 20):F1} MB");
    }
}
