using System.Reflection;

namespace Hornbill.Tool;

/// <summary>What this program is called, in files and on the screen.</summary>
static class Product
{
    const string Name = "hornbill";

    /// <summary>As the assembly says, without the commit.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Name and version.</summary>
    public static string Engine => $"{Name} {Version}";

    /// <summary>How a user who started this process starts the next one: from the source folder, or as the installed tool.</summary>
    public static string Invocation =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == typeof(Product).Assembly.GetName().Name
            ? "dotnet run -c Release --project src/Hornbill.Tool --"
            : Name;
}
