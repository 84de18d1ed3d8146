namespace Hornbill.Serialization;

/// <summary>A file that grows at its end, as logs do.</summary>
static class GrowingFile
{
    /// <summary>Writes at a place, cuts off what was behind it, and returns the new length; a negative place is the end.</summary>
    public static long Append(string path, long at, ReadOnlySpan<byte> bytes)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        file.SetLength(at < 0 ? file.Length : Math.Min(at, file.Length));
        file.Seek(0, SeekOrigin.End);
        file.Write(bytes);
        return file.Length;
    }

    /// <summary>Throws where it could not be written to; what is there stays.</summary>
    public static void Try(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        if (File.Exists(path)) new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
        else AtomicFile.Try(path, 0);
    }

    /// <summary>The first line; empty where there is none.</summary>
    public static string FirstLine(string path) => File.Exists(path) ? File.ReadLines(path).FirstOrDefault("") : "";
}
