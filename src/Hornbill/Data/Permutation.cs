using Hornbill.Kernels;

namespace Hornbill.Data;

/// <summary>The order in which a source of known length hands out its samples: as they lie, or shuffled anew each epoch. The order is a
/// pure function of seed and epoch (Fisher–Yates over counted random numbers), so any batch can be asked for at any time.</summary>
sealed class Permutation(int count)
{
    sealed record Order(ulong Seed, int Epoch, int[] Samples);

    Order? _last;

    /// <summary>The samples of one batch.</summary>
    public Indices Batch(in BatchRequest request)
    {
        var start = (long)request.Index * request.Size;
        var length = (int)Math.Clamp(count - start, 0, request.Size);
        return new(request.Shuffle ? Shuffled(request.Seed, request.Epoch) : null, (int)Math.Min(start, count), length);
    }

    int[] Shuffled(ulong seed, int epoch)
    {
        var last = _last;
        if (last is not null && last.Seed == seed && last.Epoch == epoch) return last.Samples;
        // Another epoch's order may still be read by another run: it is not overwritten.
        var samples = new int[count];
        for (var i = 0; i < count; i++) samples[i] = i;
        var random = new Philox(seed, Purpose.Shuffle, (uint)epoch);
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.Below((ulong)i, i + 1);
            (samples[i], samples[j]) = (samples[j], samples[i]);
        }
        _last = new(seed, epoch, samples);
        return samples;
    }

    /// <summary>Indices of a batch's samples.</summary>
    internal readonly struct Indices(int[]? order, int start, int count)
    {
        public int Count => count;

        public int this[int i] => order is null ? start + i : order[start + i];
    }
}
