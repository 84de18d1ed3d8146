using Hornbill.Data;
using Xunit;

namespace Hornbill.Tests.Data;

public class DatasetsTests
{
    [Fact]
    public void Loads_by_name() => Assert.Equal("glyphs", Datasets.Load("glyphs").Test.Name);

    [Fact]
    public void What_is_asked_for_is_loaded()
    {
        var (train, test) = Datasets.Load("glyphs", trainCount: 30, testCount: 1_000_000);
        Assert.Equal((30, 1000), (train.Count, test.Count));
        Assert.Equal(DatasetState.Generated, Datasets.Find("glyphs").GetState().Folder);
        Assert.Equal([32, 32, 3], Datasets.Find("cifar100").ImageShape);
    }

    [Fact]
    public void Pixels_come_in_the_range_asked_for()
    {
        var data = new Dataset("two", [1, 2, 1], [0, 255, 51, 102], [0, 0], ["a"]).InRange(PixelRange.Signed);
        var batch = new OwnBatch(data.Subset([1, 0]).Slice(0, 2), 2);
        Assert.Equal(2, data.Subset([1, 0]).Read(new(0, 0, 2, false, 0), batch));
        Assert.Equal([(51 / 127.5f) - 1, (102 / 127.5f) - 1, -1, 1], batch.Input(0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void An_unknown_name_gets_a_hint()
    {
        var error = Assert.Throws<ArgumentException>(() => Datasets.Load("fashon-mnist"));
        Assert.Equal(
            "There is no data set 'fashon-mnist'. Known: cifar10, cifar100, fashion-mnist, glyphs, mnist. Did you mean 'fashion-mnist'?", error.Message);
    }
}
