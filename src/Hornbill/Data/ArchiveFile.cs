using System.Formats.Tar;
using System.IO.Compression;

namespace Hornbill.Data;

/// <summary>An archive (.tar.gz) of a data set's files.</summary>
static class ArchiveFile
{
    const long MostBytes = 256 << 20; // CIFAR's have 170 MB, and their files 155 MB at most

    /// <summary>Downloads it, going on where an earlier download stopped.</summary>
    public static void Fetch(Uri address, string path, string sha256, IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        var download = new Download([address], path, sha256, MostBytes) { Progress = progress };
        // Off the caller's context, which may be a single thread that waits here.
        Task.Run(() => download.RunAsync(cancellationToken), cancellationToken).GetAwaiter().GetResult();
    }

    /// <summary>Writes some of its files into a folder, each aside and then renamed; the rest is passed over, so nothing is written
    /// elsewhere.</summary>
    /// <exception cref="IOException">The archive is damaged, or a file in it is too long.</exception>
    public static void Unpack(string path, string folder, string[] files)
    {
        try
        {
            using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var archive = new TarReader(packed);
            while (archive.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is not { } content || !files.Contains(entry.Name)) continue;
                if (entry.Length > MostBytes) throw new IOException(
                    $"'{path}' holds '{Choices.Short(entry.Name)}' of {entry.Length:N0} bytes, but {MostBytes:N0} are the limit. Delete " +
                    $"it and load again.");
                var to = Path.Combine(folder, entry.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                AtomicFile.Write(to, content.CopyTo);
            }
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException)
        {
            throw new IOException($"'{path}' is damaged ({e.Message}), but a gzipped tar archive is expected. Delete it and load again.",
                e);
        }
    }
}
