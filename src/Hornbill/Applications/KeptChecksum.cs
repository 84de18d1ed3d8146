using System.Text;

namespace Hornbill.Applications;

/// <summary>The SHA-256 of what was fetched first, in a text beside the file, so that a later download must be the same.</summary>
/// <param name="path">The file.</param>
sealed class KeptChecksum(string path)
{
    const int Digits = 64;

    /// <summary>Where it is kept.</summary>
    public string Path { get; } = path + ".sha256";

    /// <summary>The checksum; null where none is kept.</summary>
    public string? Read() => File.Exists(Path) && new FileInfo(Path).Length <= 2 * Digits
        && File.ReadAllText(Path).Trim() is { Length: Digits } sum ? sum : null;

    /// <summary>Keeps it, where it is a SHA-256.</summary>
    public void Write(string sum)
    {
        if (sum.Length == Digits) AtomicFile.Write(Path, to => to.Write(Encoding.ASCII.GetBytes(sum + "\n")));
    }
}
