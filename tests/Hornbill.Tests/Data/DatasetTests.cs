using Hornbill.Data;
using Xunit;

namespace Hornbill.Tests.Data;

public class DatasetTests
{
    // Image i has the pixels 10 i + 0, 1, 2, 3 and the label i modulo 3.
    static readonly Dataset Five = new("five", [2, 2, 1],
        [.. from i in Enumerable.Range(0, 5) from p in Enumerable.Range(0, 4) select (byte)((10 * i) + p)],
        [0, 1, 2, 0, 1], ["a", "b", "c"]);

    [Fact]
    public void Reads_pixels_between_0_and_1_and_class_indices()
    {
        var batch = new Buffers(Five, 2);
        Assert.Equal(2, Five.Read(new(0, 1, 2, false, 0), batch));
        Assert.Equal([20 / 255f, 21 / 255f, 22 / 255f, 23 / 255f, 30 / 255f, 31 / 255f, 32 / 255f, 33 / 255f], batch.Input(0));
        Assert.Equal([2, 0], batch.Target(0));
        Assert.Equal([1, 1], batch.SampleWeights);
    }

    [Fact]
    public void The_last_batch_is_short()
    {
        var batch = new Buffers(Five, 2);
        Assert.Equal(1, Five.Read(new(0, 2, 2, false, 0), batch));
        Assert.Equal(40 / 255f, batch.Input(0)[0]);
        Assert.Equal(0, Five.Read(new(0, 3, 2, false, 0), batch));
    }

    [Fact]
    public void Shuffling_keeps_images_and_labels_together()
    {
        var batch = new Buffers(Five, 5);
        Assert.Equal(5, Five.Read(new(1, 0, 5, true, 3), batch));
        for (var i = 0; i < 5; i++)
        {
            var sample = (int)MathF.Round(batch.Input(0)[4 * i] * 25.5f);
            Assert.Equal(Five.Labels[sample], batch.Target(0)[i]);
        }
    }

    [Fact]
    public void Reading_again_allocates_nothing()
    {
        var batch = new Buffers(Five, 2);
        Five.Read(new(0, 0, 2, true, 3), batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Five.Read(new(0, 1, 2, true, 3), batch);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Slice_and_Take_cut()
    {
        var middle = Five.Slice(1, 3);
        Assert.Equal([1, 2, 0], middle.Labels);
        Assert.Equal(Five.Images[4..16], middle.Images);
        Assert.Equal(("five", 3), (middle.Name, middle.Count));
        Assert.Equal([0, 1], Five.Take(2).Labels);
        Assert.Equal(5, Five.Take(100).Count);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(4, 2)]
    [InlineData(0, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_slice_outside_is_refused(int start, int count)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Five.Slice(start, count));
        Assert.Contains($"{count} samples from {start}", error.Message, StringComparison.Ordinal);
        Assert.Contains("has 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_without_a_class_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("x", [1, 1, 1], [1, 2], [0, 2], ["a", "b"]));
        Assert.StartsWith("Dataset 'x' has label 2 at index 1 but only 2 classes. ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_do_not_fit_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("x", [2, 2, 1], new byte[7], new byte[2], ["a"]));
        Assert.StartsWith("Dataset 'x' got 7 pixel bytes and 2 labels but needs 4 bytes an image. ", error.Message,
            StringComparison.Ordinal);
    }
}
