using Hornbill.Engine;
using Hornbill.Graph;

namespace Hornbill.Tests.Engine;

/// <summary>Fills memory with NaN where nobody may read it any more: a tile before its first step, what a step was the last to use, and a
/// step's workspace before it. A step that reads what it does not say, or before it is written, then shows, and so does one that says it
/// writes all of a value and does not.</summary>
static class Poison
{
    public static void Into(Plan plan)
    {
        var lasting = plan.Outputs.Concat(plan.Gradients).Concat(plan.Inputs.Values).Append(plan.Losses).ToHashSet();
        for (var s = 0; s < plan.Segments.Length; s++)
        {
            var (segment, later) = (plan.Segments[s], plan.Segments.Skip(s + 1).SelectMany(x => x.Steps).SelectMany(Used).ToHashSet());
            for (var i = 0; i < segment.Steps.Length && segment.Unit != Unit.Outputs; i++)
            {
                var after = segment.Steps.Skip(i + 1).SelectMany(Used).ToHashSet();
                Value[] dead = [.. Used(segment.Steps[i]).Distinct().Where(v =>
                    v.PerSample && !lasting.Contains(v) && !later.Contains(v) && !after.Contains(v))];
                Poisoned(segment.Steps[i], dead, i == 0 ? plan.TileFloats : 0);
            }
        }
    }

    static IEnumerable<Value> Used(Step step) => step.Reads.Concat(step.Writes);

    static unsafe void Poisoned(Step step, Value[] dead, long tile)
    {
        var (work, uses, all) = (step.Work, dead.Select(v => new Use(v, Access.Read)).ToArray(), Written(step));
        step.Work = f =>
        {
            // Workers that share a step leave their tile alone: they share that too.
            var alone = f.From == 0 && f.To == step.Parts;
            if (alone) new Span<float>(f.Tile, (int)tile).Fill(float.NaN);
            new Span<float>(f.Workspace, step.Workspace).Fill(float.NaN);
            if (alone) Fill(f, all);
            work(f);
            if (alone) Fill(f, uses);
        };
    }

    // What the step says it writes all of, whatever was there.
    static Use[] Written(Step step) => [.. step.Uses.Where(u =>
        u.Access == Access.Write && u.Value.PerSample && step.Uses.Count(other => other.Value == u.Value) == 1)];

    static unsafe void Fill(Frame f, Use[] uses)
    {
        foreach (var use in uses)
            for (var n = 0; n < f.Count; n++) new Span<float>(f.At(use, n), (int)use.Value.Floats).Fill(float.NaN);
    }
}
