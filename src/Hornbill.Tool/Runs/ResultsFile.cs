using System.Text;
using Hornbill.Serialization;

namespace Hornbill.Tool.Runs;

/// <summary>The file that holds all runs of one program, one JSON object a line.</summary>
static class ResultsFile
{
    const byte EndOfLine = (byte)'\n';

    /// <summary>Adds a run. What the file held stays as it was, byte for byte.</summary>
    public static void Append(string path, RunRecord record)
    {
        var before = File.Exists(path) ? File.ReadAllBytes(path) : [];
        AtomicFile.Write(path, file =>
        {
            file.Write(before);
            if (before is [.., not EndOfLine]) file.WriteByte(EndOfLine);
            file.Write(Encoding.UTF8.GetBytes(record.ToJson()));
            file.WriteByte(EndOfLine);
        });
    }
}
