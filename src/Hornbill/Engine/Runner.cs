using Hornbill.Execution;
using Hornbill.Graph;

namespace Hornbill.Engine;

/// <summary>Runs a plan's segments on workers. A segment is cut into units of its own kind; workers take the next one until none is left.
/// Of several machines each computes its own shards' samples; what a step that mixes samples reads is gathered before it, and every machine
/// then takes that step for the whole batch, in the one order that there is: so the bits are those of one machine.</summary>
sealed class Runner(Plan plan, Scratch scratch, Workers workers, World? among = null) : IJob
{
    /// <summary>Ranges that the parts of a step are cut into for each worker, so that a stolen processor delays little.</summary>
    const int RangesPerWorker = 4;

    readonly World _world = among ?? World.Alone;

    Step[] _steps = [];
    Segment? _segment;
    Unit _unit;
    (int Sample, Step Step) _row;
    Share _share;
    int _samples, _units, _ranges, _next;

    /// <summary>Steps that depend on weights alone.</summary>
    public void Pack()
    {
        foreach (var segment in plan.SetupSegments) Outputs(segment.Steps, 0);
    }

    /// <summary>All segments, for a batch of so many samples: those of this machine lie in the batch's memory.</summary>
    public void Run(int samples, ulong seed, uint step, ulong pass = 0)
    {
        (_samples, _share) = (samples, Share.Of(_world.Rank, _world.Count, samples));
        foreach (var f in scratch.Frames)
            (f.BatchSize, f.Seed, f.TrainingStep, f.Pass, f.Shards, f.Shard) = (samples, seed, step, pass, Plan.Shards(samples), 0);
        foreach (var segment in plan.Segments)
        {
            if (_world.Count > 1) Gather(segment.Mixed);
            if (segment.Unit == Unit.Outputs) Outputs(segment.Steps, samples);
            else if ((segment.Unit == Unit.Rows || samples == 1) && (segment.Sums || _share.Count < workers.Count)) Rows(segment);
            else Tiles(segment);
        }
        if (_world.Count > 1) Gather(plan.Asked);
    }

    void Gather(IEnumerable<Value> values)
    {
        foreach (var v in values)
        {
            if (v.Sharded) _world.Gather(scratch.Shards(v), rank =>
                Share.Of(rank, _world.Count, _samples) is var s ? (s.FirstShard, s.Shards) : default);
            else _world.Gather(scratch.Samples(v), rank => Share.Of(rank, _world.Count, _samples) is var s ? (s.First, s.Count) : default);
        }
    }

    /// <summary>One unit is a shard where sums are made, else a tile: also of one sample that is large, where there are enough of them for
    /// all workers.</summary>
    void Tiles(Segment segment)
    {
        (_segment, _unit) = (segment, Unit.Tiles);
        Start(segment.Sums ? _share.Shards : (_share.Count + segment.Tile - 1) / segment.Tile);
    }

    /// <summary>One unit is a range of one step's parts, over the whole batch.</summary>
    void Outputs(Step[] steps, int samples)
    {
        (_steps, _unit, _ranges, _samples) = (steps, Unit.Outputs, workers.Count == 1 ? 1 : workers.Count * RangesPerWorker, samples);
        Start(steps.Length * _ranges);
    }

    /// <summary>Sample after sample and step after step; one unit is a range of the step's parts.</summary>
    void Rows(Segment segment)
    {
        (_segment, _unit) = (segment, Unit.Rows);
        var (first, count) = _world.Count > 1 && segment.Mixed.Length == 0 ? (_share.First, _share.Count) : (0, _samples);
        for (var n = first; n < first + count; n++)
            for (var s = 0; s < segment.Steps.Length; s++)
            {
                _row = (n, segment.Steps[s]);
                Start(_ranges = Math.Min(segment.Steps[s].Parts, workers.Count));
            }
    }

    void Start(int units)
    {
        (_units, _next) = (units, 0);
        if (units == 1) Run(0);
        else workers.Run(this);
    }

    /// <inheritdoc/>
    public void Run(int worker)
    {
        var f = scratch.Frames[worker];
        for (int unit; (unit = Interlocked.Increment(ref _next) - 1) < _units;)
        {
            workers.Tally(worker);
            if (_unit == Unit.Outputs) RunOutputs(f, _steps[unit / _ranges], unit % _ranges);
            else if (_unit == Unit.Rows) RunRow(f, unit);
            else if (_segment!.Sums) RunShard(f, _share.FirstShard + unit);
            else RunTile(f, _share.First + (unit * _segment.Tile), _share.First + Math.Min(_share.Count, (unit + 1) * _segment.Tile));
        }
    }

    // What each sample has is every machine's own; what all share, every machine makes of the whole batch.
    void RunOutputs(Frame f, Step step, int range)
    {
        var own = _world.Count > 1 && step is { IsOfSamples: true, OfBatch: false };
        if (!own) RunRange(f, step, range, 0, _samples);
        else if (_share.Count > 0) RunRange(f, step, range, _share.First, _share.Count);
    }

    void RunRange(Frame f, Step step, int range, int first, int count)
    {
        (f.First, f.Count, f.TileFirst, f.TileCapacity) = (first, count, first, 1);
        (f.From, f.To) = ((int)((long)range * step.Parts / _ranges), (int)((long)(range + 1) * step.Parts / _ranges));
        (f.Shard, f.FreshShard) = (0, first == 0);
        if (f.From < f.To) step.Work(f);
    }

    // Workers share the one sample: its tile lies in the first worker's memory.
    unsafe void RunRow(Frame f, int range)
    {
        var own = f.Tile;
        f.Tile = scratch.Frames[0].Tile;
        RunRange(f, _row.Step, range, _row.Sample, 1);
        f.Tile = own;
    }

    void RunShard(Frame f, int shard)
    {
        var (from, to) = Plan.Shard(shard, _samples);
        var tile = _segment!.Tile;
        (f.Shard, f.FreshShard) = (shard, true);
        for (var first = from; first < to; first += tile)
        {
            RunTile(f, first, Math.Min(to, first + tile));
            f.FreshShard = false;
        }
    }

    void RunTile(Frame f, int from, int to)
    {
        (f.First, f.TileFirst, f.Count, f.TileCapacity) = (from, from, to - from, _segment!.Tile);
        var steps = _segment!.Steps;
        for (var s = 0; s < steps.Length; s++)
        {
            (f.From, f.To) = (0, steps[s].Parts);
            steps[s].Work(f);
        }
    }
}
