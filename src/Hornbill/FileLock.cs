using System.Security.Cryptography;

namespace Hornbill;

/// <summary>A lock on a folder or a file, one owner at a time, in any process: a file within or beside it that the system locks, so that
/// the lock dies with its process, however that ends. Whoever comes second changes nothing.</summary>
sealed class FileLock : IDisposable
{
    const string Name = ".lock";
    const int WouldBlockLinux = 11, WouldBlockMac = 35, SharingViolation = unchecked((int)0x80070020);
    const int Attempts = 100;

    readonly string _path;
    readonly FileStream _stream;
    readonly DateTime _mark;

    FileLock(string path)
    {
        (_path, _mark) = (path, DateTime.UnixEpoch.AddSeconds(2 * RandomNumberGenerator.GetInt32(int.MaxValue / 2)));
        _stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, OperatingSystem.IsWindows()
            ? FileOptions.DeleteOnClose : FileOptions.None);
        File.SetLastWriteTimeUtc(_stream.SafeFileHandle, _mark);
    }

    // The owner before may have removed the file between its opening and its locking: then another's lies there, or none.
    bool IsThere => File.GetLastWriteTimeUtc(_path) == _mark;

    /// <summary>Takes a folder, which is made where it is not there; null where somebody else has it.</summary>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static FileLock? TakeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        return Take(Path.Combine(folder, Name));
    }

    /// <summary>Takes a file, by a lock beside it; null where somebody else has it.</summary>
    public static FileLock? TakeFile(string path) => Take(path + Name);

    /// <summary>Lets it go, and removes the lock's file.</summary>
    public void Dispose()
    {
        if (!OperatingSystem.IsWindows() && IsThere) File.Delete(_path);
        _stream.Dispose();
    }

    /// <summary>Whether opening failed because somebody else has the file.</summary>
    public static bool IsTaken(IOException e) => e.HResult is WouldBlockLinux or WouldBlockMac or SharingViolation;

    static FileLock? Take(string path)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                var taken = new FileLock(path);
                if (taken.IsThere || attempt == Attempts) return taken;
                taken._stream.Dispose();
            }
            catch (IOException e) when (IsTaken(e))
            {
                return null;
            }
    }
}
