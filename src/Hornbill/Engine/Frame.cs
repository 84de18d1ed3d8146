using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>Where a worker stands: the samples and parts at hand, and where memory begins.</summary>
sealed unsafe class Frame : ISamples
{
    public float* Batch, Tile, Packed, Sums, Gradients, Workspace;

    // Samples and shards have their numbers in the whole batch, also where several machines share it.

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
    public ulong Seed, Pass;
    public uint TrainingStep;

    /// <summary>The same for a stream of them.</summary>
    public DrawTime Time => new(Seed, Pass, TrainingStep);

    /// <summary>Floats in a vector.</summary>
    public int Width;

    /// <summary>Where a value begins: its first sample at hand, or its copy of this shard.</summary>
    float* At(Value v) => v.Place switch
    {
        Place.Batch => Batch + (v.Offset * BatchCapacity) + ((long)First * v.Stride),
        Place.Tile => Tile + (v.Offset * TileCapacity) + ((long)(First - TileFirst) * v.Stride),
        Place.Packed => Packed + v.Offset,
        Place.Sum => Sums + v.Offset + (v.Sharded ? Shard * ShardFloats : 0),
        Place.Weights => v.Home!.Weights.Pointer + v.Offset,
        _ => Gradients + v.Offset,
    };

    /// <summary>Where a value begins: its first sample at hand, or its copy of this shard; null where there is none.</summary>
    public float* At(Use? use) => use is null ? null : At(use.Value);

    /// <summary>Where one of the samples at hand begins.</summary>
    public float* At(Use use, int sample) => At(use.Value) + ((long)sample * use.Stride);

    /// <summary>One sample's floats.</summary>
    public Span<float> Floats(Use use, int sample) => new(At(use, sample), (int)use.Value.Floats);

    int ISamples.First => First;

    Span<float> ISamples.Floats(object use, int sample) => Floats((Use)use, sample);

    /// <summary>Whether nothing is there yet that would have to be added to: what is written is written over.</summary>
    public bool Fresh(Use use) => use.Access != Access.Add || (use.First && (use.Value.PerSample || FreshShard));

    /// <summary>The rows of an image, or of a value that is none, without what surrounds it. The shape is the node's: a view's value has
    /// another.</summary>
    public Operand Image(Use? use, Shape shape) =>
        use is null ? default : new(At(use.Value) + use.Value.Layout.Origin(shape), use.Value.Stride, use.Value.Layout.Row(shape));

    /// <summary>Zeros around an image that is about to be written.</summary>
    public void ClearRim(Use use, Shape shape)
    {
        var v = use.Value;
        if (!v.Layout.HasRim || !Fresh(use)) return;
        for (var n = 0; n < Count; n++) Rows.ClearRim(At(use, n), (int)v.Floats, v.Layout.Origin(shape), shape[0], shape[1] * shape[2],
            v.Layout.Row(shape));
    }
}
