using Hornbill.Graph;

namespace Hornbill.Engine;

/// <summary>Steps that share a unit of work.</summary>
sealed class Segment(Unit unit, Step[] steps)
{
    /// <summary>Floats of weights and a tile's activations that should stay in a core's own cache: 512 KB.</summary>
    public const long Budget = 128 * 1024;

    /// <summary>A sample larger than this is cut itself: 4 MB.</summary>
    public const long LargestSample = 1024 * 1024;

    const int SmallestTile = Kernels.Tile.MaxRows;
    const int LargestTile = 4 * Kernels.Tile.MaxRows;

    public Unit Unit => unit;

    public Step[] Steps => steps;

    /// <summary>Samples in a tile.</summary>
    public int Tile { get; } = unit == Unit.Rows ? 1 : TileFor(steps);

    /// <summary>Floats of weights, sums included, that the steps touch.</summary>
    public long WeightFloats => Weights(steps);

    /// <summary>Floats per sample that the steps touch.</summary>
    public long SampleFloats => Samples(steps);

    /// <summary>Whether sums over samples are made, so that the batch is cut into shards.</summary>
    public bool Sums { get; } = steps.Any(s => s.Writes.Any(v => v.Place == Place.Sum));

    /// <summary>What the steps that mix samples read of single samples or shards: of several machines each has a part. Steps by rows of a
    /// sample read their neighbours' results in a tile, so where one of them mixes, all of them take the whole batch.</summary>
    public Value[] Mixed => field ??= [.. Mixing.SelectMany(s => s.Reads).Where(v => v.Sharded || v.Place == Place.Batch).Distinct()];

    IEnumerable<Step> Mixing => unit == Unit.Rows && steps.Any(s => s.MixesSamples) ? steps : steps.Where(s => s.MixesSamples);

    /// <summary>Cuts steps into segments: neighbours that go tile by tile while they fit together; neighbours that go by outputs while none
    /// reads or writes what another writes.</summary>
    public static Segment[] Cut(IReadOnlyList<Step> steps)
    {
        var segments = new List<Segment>();
        for (var i = 0; i < steps.Count;)
        {
            var end = i + 1;
            while (end < steps.Count && steps[end].Unit == steps[i].Unit && Joins([.. steps.Take(i..end)], steps[end])) end++;
            var taken = steps.Take(i..end).ToArray();
            segments.Add(new(taken[0].Unit == Unit.Tiles && Samples(taken) > LargestSample ? Unit.Rows : taken[0].Unit, taken));
            i = end;
        }
        return [.. segments];
    }

    static bool Joins(IReadOnlyList<Step> before, Step next)
    {
        if (next.Unit == Unit.Outputs)
            return !before.Any(b => b.Writes.Any(w => next.Reads.Contains(w) || next.Writes.Contains(w)));
        var together = before.Append(next).ToArray();
        return Weights(together) + (SmallestTile * Shared(together)) <= Budget;
    }

    // What more than one of the steps touches should stay in the cache between them; the rest only passes through.
    static long Shared(Step[] steps) =>
        steps.SelectMany(s => s.Reads.Concat(s.Writes).Distinct()).Where(v => v.PerSample).GroupBy(v => v).Where(g => g.Count() > 1)
            .Sum(g => g.Key.Reserved);

    static long Weights(IEnumerable<Step> steps) => Touched(steps).Where(v => !v.PerSample).Sum(v => v.Reserved);

    static long Samples(IEnumerable<Step> steps) => Touched(steps).Where(v => v.PerSample).Sum(v => v.Reserved);

    static IEnumerable<Value> Touched(IEnumerable<Step> steps) => steps.SelectMany(s => s.Reads.Concat(s.Writes)).Distinct();

    static int TileFor(Step[] steps)
    {
        var free = Budget - Weights(steps);
        var tiles = free / Math.Max(1, Samples(steps)) / SmallestTile;
        return (int)Math.Clamp(tiles * SmallestTile, SmallestTile, LargestTile);
    }
}
