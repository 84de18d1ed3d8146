namespace Hornbill;

/// <summary>Writes a file aside, in the same folder, and renames it over the target: readers see the old file or the new one, never half
/// of either, though the process is killed or the disk is full.</summary>
static class AtomicFile
{
    public static void Write(string path, Action<Stream> write)
    {
        var aside = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(aside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            TryDelete(aside);
            throw;
        }
    }

    // The reason for the failure matters more than a file left aside.
    static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
