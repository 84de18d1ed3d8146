using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>The memory in which one plan runs once at a time: the batch's, the workers' own, packed weights, sums. It grows to the largest
/// batch.</summary>
sealed unsafe class Scratch
{
    readonly Plan _plan;
    Arena? _batch;
    Arena[] _tiles = [];
    readonly Arena _packed, _sums;

    public Scratch(Plan plan)
    {
        _plan = plan;
        _packed = new(plan.PackedFloats);
        _sums = new(plan.SumFloats);
        Frames = [];
    }

    /// <summary>Samples that the batch's memory holds.</summary>
    public int Capacity { get; private set; }

    /// <summary>One for each worker.</summary>
    public Frame[] Frames { get; private set; }

    /// <summary>Which state of the weights is packed.</summary>
    public long PackedVersion { get; set; } = -1;

    /// <summary>Bytes reserved.</summary>
    public long Bytes => (_batch?.Bytes ?? 0) + _packed.Bytes + _sums.Bytes + _tiles.Sum(t => t.Bytes);

    /// <summary>Floats reserved for what the plan counts, without alignment and slack.</summary>
    public long Floats => (_batch?.Floats ?? 0) + _packed.Floats + _sums.Floats + _tiles.Sum(t => t.Floats);

    /// <summary>Makes room for a batch and for workers.</summary>
    public void Reserve(int samples, int workers, Arena? gradients)
    {
        if (samples > Capacity)
        {
            _batch = new(_plan.BatchFloats * samples);
            Capacity = samples;
        }
        while (_tiles.Length < workers) _tiles = [.. _tiles, new(_plan.TileFloats + _plan.Workspace)];
        if (Frames.Length < workers) Frames = [.. Enumerable.Range(0, workers).Select(_ => new Frame())];
        for (var w = 0; w < workers; w++) Set(Frames[w], _tiles[w], gradients);
    }

    void Set(Frame f, Arena tile, Arena? gradients)
    {
        f.Width = _plan.Width;
        f.Batch = _batch!.Pointer;
        f.BatchCapacity = Capacity;
        f.Tile = tile.Pointer;
        f.Workspace = tile.Pointer + _plan.TileFloats;
        f.Packed = _packed.Pointer;
        f.Sums = _sums.Pointer;
        f.ShardFloats = _plan.ShardFloats;
        f.Gradients = gradients is null ? null : gradients.Pointer;
    }

    /// <summary>The floats of one of the batch's values, samples one after the other.</summary>
    public Span<float> Batch(Value v, int samples) => new(Address(v), samples * v.Stride);

    public float* Address(Value v) => _batch!.Pointer + (v.Offset * Capacity);

    /// <summary>A value's samples, for a world.</summary>
    public World.Pieces Samples(Value v) => new((nint)Address(v), v.Stride, v.Stride);

    /// <summary>A sum's shards.</summary>
    public World.Pieces Shards(Value v) => new((nint)(_sums.Pointer + v.Offset), _plan.ShardFloats, v.Reserved);
}
