using System.Text;

namespace Hornbill.Tool.Runs;

/// <summary>The file that holds all runs of one program, one JSON object a line.</summary>
static class ResultsFile
{
    const byte EndOfLine = (byte)'\n';

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Adds a run, while every other process waits. What the file held stays as it was, byte for byte: half a line that a process left which was
    /// killed keeps a line of its own.</summary>
    /// <exception cref="IOException">It cannot be written, or somebody else has it for a minute; it is as before then.</exception>
    public static void Append(string path, RunRecord record)
    {
        using var file = Open(path);
        var length = file.Length;
        try
        {
            file.Seek(Math.Max(0, length - 1), SeekOrigin.Begin);
            var begin = length == 0 || file.ReadByte() == EndOfLine ? "" : "\n";
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes($"{begin}{record.ToJson()}\n"));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            file.SetLength(length);
            throw;
        }
    }

    // Locked by the system, so that a lock dies with its process.
    static FileStream Open(string path)
    {
        for (var until = DateTime.UtcNow + Patience; ; Thread.Sleep(Random.Shared.Next(1, 20)))
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (FileLock.IsTaken(e) && DateTime.UtcNow < until)
            {
            }
    }
}
