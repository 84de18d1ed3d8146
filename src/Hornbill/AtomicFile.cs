namespace Hornbill;

/// <summary>Writes a file aside, in the same folder, and renames it over the target: readers see the old file or the new one, never half
/// of either, though the process is killed or the disk is full. A link stays a link, and the new file has the old one's mode. What a killed
/// process left aside is removed by the next that writes there.</summary>
static class AtomicFile
{
    const string Ending = ".tmp";
    const int Random = 12; // characters of a random file name, with its dot
    const int Attempts = 3;

    public static void Write(string path, Action<Stream> write)
    {
        path = Target(path);
        Tidy(path);
        var (stream, aside) = Aside(path, 0);
        try
        {
            using (stream)
            {
                KeepMode(path, stream);
                write(stream);
                stream.Flush(flushToDisk: true);
                // Renamed while it is open, and so locked: nobody takes it for something left behind.
                File.Move(aside, path, overwrite: true);
            }
        }
        catch
        {
            TryDelete(aside);
            throw;
        }
    }

    /// <summary>Throws where a file of that size could not be written now; what is there stays.</summary>
    /// <exception cref="IOException">There is no room, or the folder is gone or read-only.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Try(string path, long bytes)
    {
        path = Target(path);
        if (Directory.Exists(path)) throw new IOException($"'{path}' is a folder.");
        var (stream, aside) = Aside(path, bytes);
        stream.Dispose();
        TryDelete(aside);
    }

    /// <summary>Removes what killed processes left aside in a folder, of files whose names begin so; not what a living one is
    /// writing.</summary>
    public static void Tidy(string folder, string begin)
    {
        try
        {
            foreach (var left in Directory.EnumerateFiles(folder).Where(f => IsAside(Path.GetFileName(f), begin)).ToArray()) TryRemove(
                left);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    static void Tidy(string path) => Tidy(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".", Path.GetFileName(path) + ".");

    static bool IsAside(string name, string begin) =>
        name.StartsWith(begin, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal) &&
        name.Length > Random + Ending.Length && IsRandom(name.AsSpan(name.Length - Random - Ending.Length - 1, Random + 1));

    // As Path.GetRandomFileName makes them: a dot, eight characters, a dot, three.
    static bool IsRandom(ReadOnlySpan<char> name) =>
        name[0] == '.' && name[9] == '.' && !name[1..9].ContainsAnyExceptInRange('0', 'z')
            && !name[10..].ContainsAnyExceptInRange('0', 'z');

    // A living writer holds a lock, and then this one is refused.
    static void TryRemove(string left)
    {
        try
        {
            new FileStream(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    static (FileStream Stream, string Path) Aside(string path, long bytes)
    {
        for (var attempt = 1; ; attempt++)
        {
            var aside = $"{path}.{Path.GetRandomFileName()}{Ending}";
            try
            {
                return (new(aside, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, PreallocationSize = bytes,
                }), aside);
            }
            // Somebody who tidies may have opened it between its making and its locking.
            catch (IOException e) when (attempt < Attempts && FileLock.IsTaken(e))
            {
            }
        }
    }

    // Through links, though what the last one names may not be there yet.
    static string Target(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    static void KeepMode(string path, FileStream stream)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path)) File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(path));
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
