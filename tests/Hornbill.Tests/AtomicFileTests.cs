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

    [Fact]
    public void A_link_stays_a_link_and_a_mode_a_mode()
    {
        if (OperatingSystem.IsWindows()) return; // modes are of Unix
        using var folder = new TempFolder();
        var (path, link, dangling) = (folder.File("a"), folder.File("link"), folder.File("dangling"));
        AtomicFile.Write(path, s => s.Write([1]));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(link, "a");
        File.CreateSymbolicLink(dangling, folder.File("b"));
        AtomicFile.Write(link, s => s.Write([2]));
        AtomicFile.Write(dangling, s => s.Write([3]));
        Assert.Equal("a", new FileInfo(link).LinkTarget);
        Assert.Equal([2], File.ReadAllBytes(path));
        Assert.Equal([3], File.ReadAllBytes(folder.File("b")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void What_a_killed_writer_left_is_cleared_and_nothing_else()
    {
        using var folder = new TempFolder();
        string[] left = ["a.abcdefgh.ijk.tmp", "a.01234567.abc.tmp"], others =
            ["a.old.tmp", "b.abcdefgh.ijk.tmp", "a.tmp", "aa.abcdefgh.ijk.tmp", "a.abcdefgh.ijk"];
        foreach (var name in left.Concat(others)) File.WriteAllText(folder.File(name), "x");
        AtomicFile.Write(folder.File("a"), s =>
        {
            // A second writer does not take the first's for something left behind.
            AtomicFile.Write(folder.File("a"), t => t.Write([1]));
            s.Write([2]);
        });
        Assert.Equal([2], File.ReadAllBytes(folder.File("a")));
        Assert.Equal(others.Append("a").Order(StringComparer.Ordinal),
            Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Trying_changes_nothing()
    {
        using var folder = new TempFolder();
        AtomicFile.Try(folder.File("a"), 1000);
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.ThrowsAny<IOException>(() => AtomicFile.Try(folder.File("no/a"), 1));
        Assert.ThrowsAny<IOException>(() => AtomicFile.Try(folder.Path, 1));
        Assert.ThrowsAny<IOException>(() => AtomicFile.Try(folder.File("a"), 1L << 60));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
