using Hornbill.Graph;

namespace Hornbill.Engine;

/// <summary>Where a worker stands: the samples and parts at hand, and where memory begins.</summary>
sealed unsafe class Frame
{
    public float* Batch, Tile, Packed, Sums, Gradients, Workspace;

    /// <summary>Samples of the whole batch, and those that the batch's and a tile's memory hold.</summary>
    public int BatchSize, BatchCapacity, TileCapacity;

    /// <summary>The samples at hand, and the first of the tile.</summary>
    public int First, Count, TileFirst;

    /// <summary>The parts at hand.</summary>
    public int From, To;

    /// <summary>The shard at hand, of how many, and whether this is its first tile.</summary>
    public int Shard, Shards;
    public bool FreshShard;
    public long ShardFloats;

    /// <summary>What random numbers depend on besides the element.</summary>
    public ulong Seed;
    public uint TrainingStep;

    /// <summary>Where a value begins: its first sample at hand, or its copy of this shard.</summary>
    public float* At(Value v) => v.Place switch
    {
        Place.Batch => Batch + (v.Offset * BatchCapacity) + ((long)First * v.Stride),
        Place.Tile => Tile + (v.Offset * TileCapacity) + ((long)(First - TileFirst) * v.Stride),
        Place.Packed => Packed + v.Offset,
        Place.Sum => Sums + v.Offset + (v.Sharded ? Shard * ShardFloats : 0),
        Place.Weights => v.Home!.Weights.Pointer + v.Offset,
        _ => Gradients + v.Offset,
    };
}
