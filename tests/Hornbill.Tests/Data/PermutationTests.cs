using Hornbill.Data;
using Xunit;

namespace Hornbill.Tests.Data;

public class PermutationTests
{
    const int Count = 103, Size = 10;

    [Fact]
    public void Without_shuffling_samples_come_as_they_lie() =>
        Assert.Equal(Enumerable.Range(0, Count), Epoch(new(Count), 0, shuffle: false));

    [Fact]
    public void A_shuffled_epoch_holds_every_sample_once()
    {
        var order = Epoch(new(Count), 3);
        Assert.NotEqual(Enumerable.Range(0, Count), order);
        Assert.Equal(Enumerable.Range(0, Count), order.Order());
    }

    [Fact]
    public void The_order_depends_on_seed_and_epoch_alone()
    {
        var one = new Permutation(Count);
        var first = Epoch(one, 0);
        Assert.NotEqual(first, Epoch(one, 1));
        Assert.NotEqual(first, Epoch(one, 0, seed: 8));
        Assert.Equal(first, Epoch(one, 0));
        Assert.Equal(first, Epoch(new(Count), 0));
    }

    [Fact]
    public void Any_batch_of_any_epoch_can_be_had_first()
    {
        var whole = Epoch(new(Count), 5);
        Assert.Equal(whole[40..50], Batch(new(Count), new(5, 4, Size, true, 7)));
    }

    [Theory]
    [InlineData(9, 10)]
    [InlineData(10, 3)]
    [InlineData(11, 0)]
    [InlineData(int.MaxValue, 0)]
    public void The_last_batch_is_short_and_nothing_follows(int index, int length)
    {
        Assert.Equal(length, Batch(new(Count), new(0, index, Size, true, 7)).Length);
        Assert.Equal(length, Batch(new(Count), new(0, index, Size, false, 7)).Length);
    }

    [Fact]
    public void Places_are_about_equally_likely()
    {
        var counts = new int[5];
        var permutation = new Permutation(5);
        for (var epoch = 0; epoch < 5000; epoch++) counts[Batch(permutation, new(epoch, 0, 1, true, 7))[0]]++;
        Assert.All(counts, c => Assert.InRange(c, 880, 1120)); // four deviations
    }

    static int[] Epoch(Permutation permutation, int epoch, bool shuffle = true, ulong seed = 7) =>
        [.. Enumerable.Range(0, (Count / Size) + 1).SelectMany(i => Batch(permutation, new(epoch, i, Size, shuffle, seed)))];

    static int[] Batch(Permutation permutation, BatchRequest request)
    {
        var indices = permutation.Batch(request);
        return [.. Enumerable.Range(0, indices.Count).Select(i => indices[i])];
    }
}
