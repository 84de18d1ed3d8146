using System.Security.Cryptography;
using Hornbill.Data;
using Xunit;

namespace Hornbill.Tests.Data;

public class GlyphsTests
{
    // Every machine must come to these bytes: no test may be made to pass by changing this.
    const string Sha256 = "089aae229154273beff3e868e3191bafb30e33c981115c66b73a58a3fd67c1ec";

    [Fact]
    public void The_bytes_are_the_same_everywhere()
    {
        var (train, test) = Glyphs.Load();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bytes in (byte[][])[train.Images, train.Labels, test.Images, test.Labels]) hash.AppendData(bytes);
        Assert.Equal(Sha256, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void Classes_are_balanced_and_in_random_order()
    {
        var (train, test) = Glyphs.Load(train: 100, test: 50);
        Assert.All(train.Labels.CountBy(l => l), c => Assert.Equal(10, c.Value));
        Assert.All(test.Labels.CountBy(l => l), c => Assert.Equal(5, c.Value));
        Assert.NotEqual(train.Labels[..10], train.Labels[10..20]);
        Assert.NotEqual(train.Labels[..50], test.Labels);
        Assert.Equal((10, "glyphs"), (train.ClassNames.Count, train.Name));
    }

    [Fact]
    public void The_first_images_do_not_depend_on_how_many_follow()
    {
        var (few, _) = Glyphs.Load(3, train: 15, test: 1);
        var (more, _) = Glyphs.Load(3, train: 25, test: 1);
        Assert.Equal(few.Images, more.Take(15).Images);
        Assert.Equal(few.Labels, more.Take(15).Labels);
    }

    [Fact]
    public void Seeds_parts_and_images_differ()
    {
        var (train, test) = Glyphs.Load(3, train: 40, test: 40);
        var (other, _) = Glyphs.Load(4, train: 40, test: 40);
        var images = new[] { train, test, other }.SelectMany(d => d.Images.Chunk(28 * 28)).Select(Convert.ToHexString);
        Assert.Distinct(images);
    }

    [Fact]
    public void Every_image_holds_a_figure()
    {
        var (train, _) = Glyphs.Load(5, train: 500, test: 1);
        Assert.All(train.Images.Chunk(28 * 28), image => Assert.InRange(image.Count(p => p > 120), 8, 400));
    }

    [Fact]
    public void Numbers_below_one_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Glyphs.Load(train: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Glyphs.Load(test: -1));
    }
}
