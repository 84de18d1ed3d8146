using Hornbill.Data;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Data;

public class ArrayDataTests
{
    static readonly Tensor X = new([5, 2], [0, 1, 10, 11, 20, 21, 30, 31, 40, 41]);
    static readonly Tensor Classes = new([5], [0, 1, 2, 3, 4]);

    [Fact]
    public void Names_its_slots_and_gives_a_class_index_the_shape_1()
    {
        var data = new ArrayData(X, Classes);
        Assert.Equal([new("input", [2])], data.Inputs);
        Assert.Equal([new("target", [1])], data.Targets);
        Assert.Equal(5, data.Count);
        Assert.Empty(new ArrayData(X).Targets);
    }

    [Fact]
    public void Reads_samples_targets_and_weights()
    {
        var data = new ArrayData(X, Classes, [1, 2, 3, 4, 5]);
        var batch = new Buffers(data, 2);
        Assert.Equal(1, data.Read(new(0, 2, 2, false, 0), batch));
        Assert.Equal([40, 41], batch.Input(0)[..2]);
        Assert.Equal(4, batch.Target(0)[0]);
        Assert.Equal(5, batch.SampleWeights[0]);
    }

    [Fact]
    public void Shuffling_keeps_samples_targets_and_weights_together()
    {
        var data = new ArrayData(X, Classes, [0, 1, 2, 3, 4]);
        var batch = new Buffers(data, 5);
        data.Read(new(0, 0, 5, true, 11), batch);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(batch.Input(0)[2 * i], 10 * batch.Target(0)[i]);
            Assert.Equal(batch.Target(0)[i], batch.SampleWeights[i]);
        }
        Assert.NotEqual([0, 1, 2, 3, 4], batch.Target(0).ToArray());
    }

    [Fact]
    public void Slice_cuts_all_of_it()
    {
        var data = new ArrayData(X, Classes, [1, 2, 3, 4, 5]).Slice(1, 2);
        var batch = new Buffers(data, 2);
        Assert.Equal(2, data.Read(new(0, 0, 2, false, 0), batch));
        Assert.Equal([10, 11, 20, 21], batch.Input(0));
        Assert.Equal([1, 2], batch.Target(0));
        Assert.Equal([2, 3], batch.SampleWeights);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Slice(1, 2));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Values_that_are_no_numbers_are_refused(float bad)
    {
        var error = Assert.Throws<ArgumentException>(() => new ArrayData(new([2, 2], [0, 1, 2, bad])));
        Assert.StartsWith($"Sample 1 holds {bad} at element 1 but values must be finite numbers. ", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_differ_and_empty_tensors_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ArrayData(X, new([4])));
        Assert.Throws<ArgumentException>(() => new ArrayData(X, Classes, [1, 2]));
        Assert.Throws<ArgumentException>(() => new ArrayData(new([0, 2])));
        Assert.Throws<ArgumentException>(() => new ArrayData(new Tensor([])));
        Assert.Throws<ArgumentException>(() => new ArrayData(X, new([])));
    }
}
