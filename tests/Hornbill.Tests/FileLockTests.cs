using Xunit;

namespace Hornbill.Tests;

public class FileLockTests
{
    [Fact]
    public void One_has_a_folder_until_it_is_let_go()
    {
        using var folder = new TempFolder();
        var path = folder.File("new/within");
        using (var first = FileLock.TakeFolder(path))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TakeFolder(path));
        }
        Assert.Empty(Directory.GetFiles(path));
        using var again = FileLock.TakeFolder(path);
        Assert.NotNull(again);
    }

    [Fact]
    public void Of_many_at_once_one_has_it_at_a_time()
    {
        using var folder = new TempFolder();
        int owners = 0, most = 0, taken = 0;
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 300; i++)
            {
                using var mine = FileLock.TakeFile(folder.File("a"));
                if (mine is null) continue;
                most = Math.Max(most, Interlocked.Increment(ref owners));
                Interlocked.Increment(ref taken);
                Interlocked.Decrement(ref owners);
            }
        });
        Assert.Equal(1, most);
        Assert.InRange(taken, 8, 2400);
    }
}
