using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>Where a value's floats lie.</summary>
enum Place
{
    /// <summary>One row per sample of the batch, because more than one segment uses it.</summary>
    Batch,

    /// <summary>One row per sample of the tile at hand, in the worker's own memory.</summary>
    Tile,

    /// <summary>Weights in the layout that a kernel reads, made anew when they change.</summary>
    Packed,

    /// <summary>A sum over samples: one copy per shard of the batch, or one in all.</summary>
    Sum,

    /// <summary>A flat block of weights.</summary>
    Weights,

    /// <summary>The model's flat block of gradients.</summary>
    Gradients,
}

/// <summary>A stretch of memory that steps read and write.</summary>
sealed class Value(string name, Place place, long floats)
{
    public string Name => name;

    public Place Place { get; set; } = place;

    /// <summary>Floats that are used: of a sample, or in all.</summary>
    public long Floats => floats;

    /// <summary>Floats from one sample to the next.</summary>
    public int Stride { get; init; } = (int)Math.Min(int.MaxValue, Arena.Aligned(floats));

    /// <summary>Floats that are reserved.</summary>
    public long Reserved => Arena.Aligned(floats);

    /// <summary>Where it begins: in floats of its place; in floats per sample for Batch and Tile.</summary>
    public long Offset { get; set; }

    /// <summary>The block that a weight lies in.</summary>
    public WeightBlock? Home { get; init; }

    /// <summary>Whether a sum has a copy per shard.</summary>
    public bool Sharded { get; set; }

    public Layout Layout { get; init; }

    public Shape Shape { get; init; }

    public bool PerSample => Place is Place.Batch or Place.Tile;

    public override string ToString() => Shape.Rank == 0 ? name : $"{name} {Shape}";
}
