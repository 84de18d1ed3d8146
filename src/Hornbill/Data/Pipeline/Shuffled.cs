using Hornbill.Kernels;

namespace Hornbill.Data;

/// <summary>The order that a buffer of samples gives, a function of seed and epoch.</summary>
sealed class Shuffled(SampleSource inner, int buffer, ulong? seed, bool eachEpoch) : Passing(inner)
{
    sealed record Kept(ulong Seed, int Epoch, int[] Order);

    Kept? _kept;

    internal override bool KeepsOrder => true;

    protected override string Change => $"shuffled by {Math.Min(buffer, Count!.Value)}{Seeded(seed)}{(eachEpoch ? "" : ", once")}";

    public override void Read(int sample, in BatchRequest request, Batch batch, int at) =>
        Inner.Read(Order(seed ?? request.Seed, eachEpoch ? request.Epoch : 0)[sample], request, batch, at);

    int[] Order(ulong key, int epoch)
    {
        // Threads that come at once make the same order twice.
        if (_kept is { } kept && kept.Seed == key && kept.Epoch == epoch) return kept.Order;
        var order = BatchOrder.OfBuffer(Enumerable.Range(0, Count!.Value), Math.Min(buffer, Count!.Value), BatchOrder.Numbers(key, epoch))
            .ToArray();
        _kept = new(key, epoch, order);
        return order;
    }
}

/// <summary>Shuffling with a buffer.</summary>
static class BatchOrder
{
    public static Philox Numbers(ulong seed, int epoch) => new(seed, Purpose.Shuffle, (uint)epoch, 1);

    /// <summary>A buffer is filled; then one of it, drawn at random, goes out and the next comes in its place; at the end those left go
    /// out.</summary>
    public static IEnumerable<T> OfBuffer<T>(IEnumerable<T> items, int size, Philox random)
    {
        var buffer = new List<T>(size);
        var drawn = 0ul;
        foreach (var item in items)
        {
            if (buffer.Count < size)
            {
                buffer.Add(item);
                continue;
            }
            var i = random.Below(drawn++, size);
            yield return buffer[i];
            buffer[i] = item;
        }
        while (buffer.Count > 0)
        {
            var i = random.Below(drawn++, buffer.Count);
            yield return buffer[i];
            buffer[i] = buffer[^1];
            buffer.RemoveAt(buffer.Count - 1);
        }
    }
}
