using System.Runtime.CompilerServices;

namespace Hornbill.Tests;

/// <summary>Where the sources lie that the tests were built from.</summary>
static class Repository
{
    /// <summary>The folder of Hornbill.slnx above the running tests, or above the caller's source file.</summary>
    public static string Root([CallerFilePath] string here = "") =>
        Above(AppContext.BaseDirectory) ?? Above(Path.GetDirectoryName(here)!) ??
        throw new DirectoryNotFoundException(
            $"No Hornbill.slnx above {AppContext.BaseDirectory} or {here}. Run the tests inside the repository.");

    static string? Above(string folder)
    {
        for (var d = new DirectoryInfo(folder); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Hornbill.slnx"))) return d.FullName;
        return null;
    }
}
