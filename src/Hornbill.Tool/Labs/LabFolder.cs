namespace Hornbill.Tool.Labs;

/// <summary>The folder <c>labs</c> of the repository: its programs, its results and their table.</summary>
sealed class LabFolder
{
    LabFolder(string path) => Path = path;

    public string Path { get; }

    public string ResultsPath => System.IO.Path.Combine(Path, "results.json");

    public string TablePath => System.IO.Path.Combine(Path, "README.md");

    /// <summary>The pages that answer the labs' questions.</summary>
    public string[] Pages => Directory.Exists(PagesPath) ? [.. Directory.GetFiles(PagesPath, "*.md").Order(StringComparer.Ordinal)] : [];

    string PagesPath => System.IO.Path.Combine(Path, "..", "docs", "labs");

    public string Program(Experiment experiment) => System.IO.Path.Combine(Path, experiment.Program + ".cs");

    /// <summary>The one in or above a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static LabFolder Find(string from)
    {
        for (var at = new DirectoryInfo(from); at is not null; at = at.Parent)
            foreach (var path in (string[])[System.IO.Path.Combine(at.FullName, "labs"), at.FullName])
                if (File.Exists(System.IO.Path.Combine(path, "shared", "Lab.cs"))) return new(path);
        throw new DirectoryNotFoundException(
            $"There is no folder of labs in '{from}' or above it, but the labs are programs of the repository. Use it where hornbill was " +
            $"cloned.");
    }
}
