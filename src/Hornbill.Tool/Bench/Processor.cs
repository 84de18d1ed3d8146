using System.Runtime.InteropServices;

namespace Hornbill.Tool.Bench;

/// <summary>The processor's name.</summary>
static class Processor
{
    const string Info = "/proc/cpuinfo";

    public static string Name { get; } =
        FromInfo() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{RuntimeInformation.ProcessArchitecture}";

    static string? FromInfo() => File.Exists(Info)
        ? File.ReadLines(Info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
        : null;
}
