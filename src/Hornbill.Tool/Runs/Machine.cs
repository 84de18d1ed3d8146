using System.Runtime.InteropServices;
using Hornbill.Tool.Bench;

namespace Hornbill.Tool.Runs;

/// <summary>The computer that a run ran on.</summary>
static class Machine
{
    public static string Name =>
        $"{Environment.MachineName}: {Processor.Name}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, " +
        $"{RuntimeInformation.FrameworkDescription}";
}
