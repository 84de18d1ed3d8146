using Hornbill.Graph;

namespace Hornbill.Engine;

/// <summary>Lays values out in one stretch so that no two that are alive at the same time overlap: the largest first, each at the lowest
/// place that is free for its whole life.</summary>
static class MemoryPlan
{
    /// <summary>A value and the times, both included, between which it is alive.</summary>
    public readonly record struct Life(Value Value, int From, int To)
    {
        public bool Meets(Life other) => From <= other.To && other.From <= To;
    }

    /// <summary>Sets the offsets and returns the floats that are needed.</summary>
    public static long Assign(IEnumerable<Life> lives)
    {
        var placed = new List<Life>();
        foreach (var life in lives.OrderByDescending(l => l.Value.Reserved).ThenBy(l => l.From))
        {
            life.Value.Offset = Lowest(life, placed);
            placed.Add(life);
        }
        return placed.Count == 0 ? 0 : placed.Max(l => l.Value.Offset + l.Value.Reserved);
    }

    static long Lowest(Life life, List<Life> placed)
    {
        var offset = 0L;
        foreach (var other in placed.Where(life.Meets).OrderBy(l => l.Value.Offset))
        {
            if (offset + life.Value.Reserved <= other.Value.Offset) break;
            offset = Math.Max(offset, other.Value.Offset + other.Value.Reserved);
        }
        return offset;
    }
}
