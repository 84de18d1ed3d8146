using Hornbill.Engine;
using Hornbill.Graph;

namespace Hornbill.Tests.Engine;

/// <summary>Fills memory with NaN where nobody may read it any more: a tile before its first step, what a step was the last to use, and a step's workspace before
/// it. A step that reads what it does not say, or before it is written, then shows.</summary>
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
                Value[] dead = [.. Used(segment.Steps[i]).Distinct().Where(v => v.PerSample && !lasting.Contains(v) && !later.Contains(v) && !after.Contains(v))];
                segment.Steps[i] = new PoisonedStep(segment.Steps[i], dead, i == 0 ? plan.TileFloats : 0);
            }
        }
    }

    static IEnumerable<Value> Used(Step step) => step.Reads.Concat(step.Writes);

    sealed unsafe class PoisonedStep : Step
    {
        readonly Step _step;
        readonly Value[] _dead;
        readonly long _tile;

        public PoisonedStep(Step step, Value[] dead, long tile) : base(step.Name, step.Reads, step.Writes)
        {
            (_step, _dead, _tile) = (step, dead, tile);
            (MultiplyAdds, Parts, Alive, Workspace, Unit) = (step.MultiplyAdds, step.Parts, step.Alive, step.Workspace, step.Unit);
        }

        public override void Run(Frame f)
        {
            // Workers that share a step leave their tile alone: they share that too.
            var alone = f.From == 0 && f.To == Parts;
            if (alone) new Span<float>(f.Tile, (int)_tile).Fill(float.NaN);
            new Span<float>(f.Workspace, Workspace).Fill(float.NaN);
            _step.Run(f);
            foreach (var v in alone ? _dead : [])
                for (var n = 0; n < f.Count; n++) new Span<float>(f.At(v) + ((long)n * v.Stride), v.Stride).Fill(float.NaN);
        }
    }
}
