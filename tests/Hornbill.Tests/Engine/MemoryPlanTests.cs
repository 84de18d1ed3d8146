using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Engine;

public class MemoryPlanTests
{
    [Fact]
    public void No_two_lives_that_meet_overlap()
    {
        for (var set = 0; set < 1000; set++)
        {
            int Draw(int i, int below) => (int)(GoldenData.Word(set, i) % (ulong)below);
            var lives = new MemoryPlan.Life[1 + Draw(0, 30)];
            for (var i = 0; i < lives.Length; i++)
            {
                var from = Draw((3 * i) + 1, 20);
                lives[i] = new(new($"{i}", Place.Tile, Draw((3 * i) + 2, 300)), from, from + Draw((3 * i) + 3, 8));
            }
            var floats = MemoryPlan.Assign(lives);
            Overlaps.AssertNone(lives, $"set {set}");
            Assert.Equal(floats, lives.Max(l => l.Value.Offset + l.Value.Reserved));
            Assert.All(lives, l => Assert.Equal(0, l.Value.Offset % 16));
            // It cannot do with less than what is alive at one time, and need not take more than all apart.
            Assert.InRange(floats, Enumerable.Range(0, 30).Max(t => lives.Where(l => l.From <= t && t <= l.To).Sum(l => l.Value.Reserved)),
                lives.Sum(l => l.Value.Reserved));
        }
    }

    [Fact]
    public void Nothing_takes_nothing() => Assert.Equal(0, MemoryPlan.Assign([]));
}

/// <summary>Whether values that are alive at once share memory.</summary>
static class Overlaps
{
    public static void AssertNone(IReadOnlyList<MemoryPlan.Life> lives, string what)
    {
        for (var i = 0; i < lives.Count; i++)
            for (var j = 0; j < i; j++)
                if (lives[i].Meets(lives[j]) && Meet(lives[i].Value, lives[j].Value))
                    Assert.Fail($"{what}: {lives[i].Value.Name} and {lives[j].Value.Name} overlap.");
    }

    /// <summary>In every plan: of the batch by segments, of a tile by steps, and of what is written side by side.</summary>
    public static void AssertNone(Plan plan, string what)
    {
        var batch = new Dictionary<Value, MemoryPlan.Life>();
        var lasting = plan.Outputs.Concat(plan.Gradients).Concat(plan.Inputs.Values).ToHashSet();
        if (plan.Losses is not null) lasting.Add(plan.Losses);
        foreach (var v in lasting) batch[v] = new(v, 0, plan.Segments.Length);
        for (var s = 0; s < plan.Segments.Length; s++)
        {
            var tile = new Dictionary<Value, MemoryPlan.Life>();
            var steps = plan.Segments[s].Steps;
            for (var i = 0; i < steps.Length; i++)
                foreach (var v in steps[i].Reads.Concat(steps[i].Writes))
                {
                    if (v.Place == Place.Tile) Lengthen(tile, v, i);
                    if (v.Place == Place.Batch && !lasting.Contains(v)) Lengthen(batch, v, s);
                }
            AssertNone([.. tile.Values], $"{what}, segment {s}");
            Assert.All(tile.Keys, v => Assert.DoesNotContain(plan.Segments.Where((_, t) => t != s), t =>
                t.Steps.Any(x => x.Reads.Contains(v) || x.Writes.Contains(v))));
            Assert.True(tile.Values.Select(l => (l.Value.Offset + l.Value.Reserved) * plan.Segments[s].Tile).Append(
                0).Max() <= plan.TileFloats);
            if (plan.Segments[s].Unit == Unit.Outputs) AssertApart(steps, what);
        }
        AssertNone([.. batch.Values], what);
        Assert.True(batch.Keys.Select(v => v.Offset + v.Reserved).Append(0).Max() <= plan.BatchFloats);
        foreach (var segment in plan.SetupSegments) AssertApart(segment.Steps, what);
    }

    static void Lengthen(Dictionary<Value, MemoryPlan.Life> lives, Value v, int at) =>
        lives[v] = lives.TryGetValue(v, out var life) ? life with { To = at } : new(v, at, at);

    // Steps that run side by side: none writes what another reads or writes.
    static void AssertApart(Step[] steps, string what)
    {
        foreach (var a in steps)
            foreach (var b in steps.Where(b => b != a))
                foreach (var w in a.Writes)
                    if (b.Reads.Concat(b.Writes).Any(v => v.Place == w.Place && Meet(v, w))) Assert.Fail(
                        $"{what}: {a.Name} writes {w.Name} beside {b.Name}.");
    }

    static bool Meet(Value a, Value b) => a.Offset < b.Offset + b.Reserved && b.Offset < a.Offset + a.Reserved;
}
