using Hornbill.Engine.Cpu;
using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>A request turned into segments of steps, with every value's place. It holds for any number of samples.</summary>
sealed class Plan
{
    Plan(Request request, Lowering lowering)
    {
        Request = request;
        Width = lowering.Width;
        Setup = [.. Step.Sorted(lowering.Setup)];
        SetupSegments = Segment.Cut(Setup);
        Segments = Segment.Cut(lowering.Steps);
        Values = [.. lowering.Values.Values.Concat(Segments.SelectMany(s => s.Steps).SelectMany(s => s.Reads.Concat(s.Writes))).Distinct()];
        Outputs = [.. request.Outputs.Select(n => lowering[n])];
        Losses = request.Scalar is null ? null : lowering[request.Scalar];
        Inputs = lowering.Values.Where(p => p.Key.Op is Graph.Ops.Input).ToDictionary(p => ((Graph.Ops.Input)p.Key.Op).Key, p => p.Value);
        Gradients = [.. request.By.Where(n => n.Op is not Graph.Ops.Weight).Select(n =>
            lowering.Gradients.TryGetValue(n, out var g) ? g : throw OffThePath(request, n))];
        Changed = [.. Segments.SelectMany(s => s.Steps).SelectMany(s => s.Writes).Where(v => v.Place == Place.Weights).Select(v =>
            v.Home!).Distinct()];
        PlaceValues();
    }

    /// <summary>The fused request.</summary>
    public Request Request { get; }

    /// <summary>Floats in a vector.</summary>
    public int Width { get; }

    /// <summary>Steps to run when weights have changed.</summary>
    public Step[] Setup { get; }

    /// <summary>The same in segments, since some read what others write.</summary>
    public Segment[] SetupSegments { get; }

    public Segment[] Segments { get; }

    /// <summary>Every value there is.</summary>
    public IReadOnlyList<Value> Values { get; }

    /// <summary>The values of inputs, targets and weights of samples, by the key of their input.</summary>
    public IReadOnlyDictionary<object, Value> Inputs { get; }

    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>The loss of each sample.</summary>
    public Value? Losses { get; }

    /// <summary>The gradients by those nodes asked for that are no weights.</summary>
    public IReadOnlyList<Value> Gradients { get; }

    /// <summary>The blocks of weights that its steps write, as a normalisation does its moving statistics.</summary>
    public IReadOnlyList<WeightBlock> Changed { get; }

    /// <summary>All that a caller sees of the samples.</summary>
    public IEnumerable<Value> Asked => Outputs.Concat(Gradients).Concat(Losses is null ? [] : [Losses]);

    /// <summary>Floats per sample of the batch's memory.</summary>
    public long BatchFloats { get; private set; }

    /// <summary>Floats of the packed weights.</summary>
    public long PackedFloats { get; private set; }

    /// <summary>Floats of the sums that have a copy per shard, and of those that have one.</summary>
    public long ShardFloats { get; private set; }

    public long SumFloats { get; private set; }

    /// <summary>Floats of a worker's tile: samples × floats per sample, the largest of all segments.</summary>
    public long TileFloats { get; private set; }

    public int Workspace => Segments.SelectMany(s => s.Steps).Concat(Setup).Select(s => s.Workspace).DefaultIfEmpty().Max();

    /// <summary>Multiply-adds of one sample.</summary>
    public long MultiplyAdds => Segments.SelectMany(s => s.Steps).Sum(s => s.MultiplyAdds);

    public static Plan Make(Request request, int width)
    {
        var (laidOut, layouts) = Layouts.Assign(Fusion.Apply(request, op => CpuOp.Of(op).Takes(op)));
        var order = Node.Sorted(laidOut.Roots.Concat(laidOut.By));
        return new(laidOut, Lowering.Lower(laidOut, width, order, layouts));
    }

    /// <summary>Shards of a batch: runs of whole groups of six samples, at most sixteen. Their number depends on the batch's size
    /// alone.</summary>
    public static int Shards(int samples) => Math.Min(16, Groups(samples));

    /// <summary>The samples [from, to) of one shard.</summary>
    public static (int From, int To) Shard(int shard, int samples)
    {
        var (groups, shards) = (Groups(samples), Shards(samples));
        return (shard * groups / shards * Kernels.Tile.MaxRows, Math.Min(samples, (shard + 1) * groups / shards * Kernels.Tile.MaxRows));
    }

    static ArgumentException OffThePath(Request request, Node n) =>
        new($"A gradient by '{n.Shown}' of shape {n.Shape} was asked for but '{request.Scalar?.Shown}' does not depend on it. Pass an " +
            $"input or an inner output that it is computed from.");

    static int Groups(int samples) => (samples + Kernels.Tile.MaxRows - 1) / Kernels.Tile.MaxRows;

    void PlaceValues()
    {
        var uses = new Dictionary<Value, List<int>>();
        for (var s = 0; s < Segments.Length; s++)
            foreach (var v in Segments[s].Steps.SelectMany(x => x.Reads.Concat(x.Writes)).Distinct())
                (uses.TryGetValue(v, out var list) ? list : uses[v] = []).Add(s);
        var lasting = Outputs.Concat(Gradients).Concat(Inputs.Values).Append(Losses).ToHashSet();
        foreach (var v in Values.Where(v => v.PerSample))
        {
            var segments = uses.GetValueOrDefault(v) ?? [];
            var crosses = lasting.Contains(v) || segments.Count != 1 || Segments[segments[0]].Unit == Unit.Outputs;
            v.Place = crosses ? Place.Batch : Place.Tile;
        }
        BatchFloats = MemoryPlan.Assign(Values.Where(v => v.Place == Place.Batch).Select(v => lasting.Contains(v)
            ? new MemoryPlan.Life(v, 0, Segments.Length)
            : new(v, uses[v][0], uses[v][^1])));
        foreach (var segment in Segments) TileFloats = Math.Max(TileFloats, segment.Tile * PlaceTile(segment));
        PackedFloats = InRow(Setup.SelectMany(s => s.Writes));
        PlaceSums();
    }

    static long PlaceTile(Segment segment)
    {
        var lives = new Dictionary<Value, MemoryPlan.Life>();
        for (var i = 0; i < segment.Steps.Length; i++)
            foreach (var v in segment.Steps[i].Reads.Concat(segment.Steps[i].Writes).Where(v => v.Place == Place.Tile))
                lives[v] = lives.TryGetValue(v, out var life) ? life with { To = i } : new(v, i, i);
        return MemoryPlan.Assign(lives.Values);
    }

    // Copies per shard lie first, a block per shard; the others after all shards there can be.
    void PlaceSums()
    {
        var sums = Segments.SelectMany(s => s.Steps.SelectMany(x => x.Writes.Select(v => (Segment: s, Value: v))))
            .Where(x => x.Value.Place == Place.Sum);
        var (shared, single) = (new List<Value>(), new List<Value>());
        foreach (var (segment, v) in sums.DistinctBy(x => x.Value))
        {
            v.Sharded &= segment.Unit == Unit.Tiles;
            (v.Sharded ? shared : single).Add(v);
        }
        ShardFloats = InRow(shared);
        SumFloats = (ShardFloats * Shards(int.MaxValue / 2)) + InRow(single);
        foreach (var v in single) v.Offset += ShardFloats * Shards(int.MaxValue / 2);
    }

    static long InRow(IEnumerable<Value> values)
    {
        var offset = 0L;
        foreach (var v in values)
        {
            v.Offset = offset;
            offset += v.Reserved;
        }
        return offset;
    }
}
