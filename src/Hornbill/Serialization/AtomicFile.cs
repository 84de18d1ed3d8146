namespace Hornbill.Serialization;

/// <summary>Writes a file whole or not at all.</summary>
static class AtomicFile
{
    /// <summary>Lets <paramref name="write"/> fill a file beside <paramref name="path"/>, flushes it to the disk and renames it, so that a
    /// crash or a full disk leaves what was there before.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var aside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }
}
