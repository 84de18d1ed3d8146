using System.Reflection;

namespace Hornbill.Tool;

/// <summary>What this program is called, in files and on the screen.</summary>
static class Product
{
    const string Name = "hornbill";

    /// <summary>As the assembly says, without the commit.</summary>
    public static string Version { get; } = Informational.Split('+')[0];

    /// <summary>The commit that it was built from; null where the build did not know.</summary>
    public static string? Commit { get; } = Informational.Split('+') is [_, { Length: > 0 } commit, ..] ? commit : null;

    static string Informational => typeof(Product)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Name and version.</summary>
    public static string Engine => $"{Name} {Version}";

    /// <summary>How a user who started this process starts the next one: as the installed tool, from the sources, or by its file.</summary>
    public static string Invocation => InvocationOf(Environment.ProcessPath, AppContext.BaseDirectory, Environment.CurrentDirectory);

    internal static string InvocationOf(string? process, string folder, string from)
    {
        var (program, assembly) = (Path.GetFileNameWithoutExtension(process), typeof(Product).Assembly.GetName().Name!);
        if (program == Name) return Name;
        if (Project(folder, assembly) is
            { } project) return $"dotnet run -c Release --project {Quoted(Path.GetRelativePath(from, project))} --";
        return program == assembly ? Quoted(process!) : $"dotnet {Quoted(Path.Combine(folder, assembly + ".dll"))}";
    }

    /// <summary>A path as a shell takes it for one word.</summary>
    public static string Quoted(string path) =>
        path.All(c => char.IsLetterOrDigit(c) || "/\\._-:~+@".Contains(c)) ? path : OperatingSystem.IsWindows() ? $"\"{path}\""
            : $"'{path.Replace("'", "'\\''")}'";

    // The folder of the project, where this was built in it.
    static string? Project(string folder, string assembly)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, assembly + ".csproj"))) return at.FullName;
        return null;
    }
}
