namespace Hornbill.Engine;

/// <summary>Machines that compute a batch together, each with a plan, weights and memory of its own. Numbers of samples and shards are
/// those of the whole batch everywhere; a value lies at its samples' numbers. What must be whole is gathered (see <see cref="Runner"/>);
/// the transport is the world's.</summary>
abstract unsafe class World
{
    /// <summary>One machine, which has everything.</summary>
    public static readonly World Alone = new OneMachine();

    /// <summary>Which of the machines this is, from 0.</summary>
    public abstract int Rank { get; }

    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>Brings here what the others have. All machines ask for the same, in the same order.</summary>
    /// <param name="pieces">Where they lie here; this machine's are there already.</param>
    /// <param name="of">Which of them a machine has.</param>
    public abstract void Gather(Pieces pieces, Func<int, (int First, int Count)> of);

    /// <summary>Floats that lie at even distances: samples of a value, or shards of a sum.</summary>
    /// <param name="First">The one with the number 0.</param>
    /// <param name="Step">Floats from one to the next.</param>
    /// <param name="Floats">Floats of one.</param>
    public readonly record struct Pieces(nint First, long Step, long Floats)
    {
        public Span<float> this[int number] => new((float*)First + (number * Step), checked((int)Floats));
    }

    sealed class OneMachine : World
    {
        public override int Rank => 0;

        public override int Count => 1;

        public override void Gather(Pieces pieces, Func<int, (int First, int Count)> of) { }
    }
}

/// <summary>A machine's part of a batch: whole shards, one after the other, and their samples.</summary>
readonly record struct Share(int FirstShard, int Shards, int First, int Count)
{
    public static Share Of(int rank, int ranks, int samples)
    {
        var shards = Plan.Shards(samples);
        var (from, to) = (rank * shards / ranks, (rank + 1) * shards / ranks);
        if (from == to) return new(from, 0, 0, 0);
        var (first, end) = (Plan.Shard(from, samples).From, Plan.Shard(to - 1, samples).To);
        return new(from, to - from, first, end - first);
    }
}
