using Hornbill;
using Xunit;

namespace Hornbill.Tests;

public class AtomicFileTests
{
    [Fact]
    public void Writes_a_new_file_and_replaces_an_old_one()
    {
        using var folder = new TempFolder();
        var path = folder.File("a");
        AtomicFile.Write(path, s => s.Write([1, 2, 3]));
        AtomicFile.Write(path, s => s.Write([4]));
        Assert.Equal([4], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TempFolder();
        var path = folder.File("a");
        AtomicFile.Write(path, s => s.Write([1, 2, 3]));
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, s =>
        {
            s.Write([9]);
            throw new InvalidOperationException();
        }));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_target_that_cannot_be_replaced_leaves_nothing_aside()
    {
        using var folder = new TempFolder();
        var path = folder.File("a");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(path, s => s.Write([1])));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
