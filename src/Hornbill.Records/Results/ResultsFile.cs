using System.Text;

namespace Hornbill.Records.Results;

/// <summary>The file that holds all runs of one program, one JSON object a line, in the labs' form: <c>results.json</c>.</summary>
public static class ResultsFile
{
    const byte EndOfLine = (byte)'\n';

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Adds a run, while every other process waits. What the file held stays as it was, byte for byte: half a line that a process
    /// left which was killed keeps a line of its own.</summary>
    /// <param name="path">The file; it is made where it is not there.</param>
    /// <param name="record">The run.</param>
    /// <exception cref="IOException">It cannot be written, or somebody else has it for a minute; it is as before then.</exception>
    public static void Append(string path, RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
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

    /// <summary>Reads all records of a file: an object a line, objects one after the other, arrays, or several such files joined. What is
    /// damaged is left out and told.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ResultsRead Read(string path) => ResultsText.Read(File.ReadAllText(path, Encoding.UTF8));

    /// <summary>Writes records, one a line, aside and renamed, over what the file held.</summary>
    /// <param name="path">The file.</param>
    /// <param name="records">The runs.</param>
    /// <exception cref="IOException">It cannot be written; it is as before then.</exception>
    public static void Write(string path, IEnumerable<RunRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        AtomicFile.Write(path, to =>
        {
            using var writer = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            foreach (var record in records) writer.WriteLine(record.ToJson());
        });
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
