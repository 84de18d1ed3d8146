using System.Diagnostics;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>The benchmark of published nets runs, at a size where its figures mean nothing.</summary>
[Trait("Speed", "slow")]
public class BenchTests
{
    [Fact]
    public void A_net_is_measured_beside_ONNX_Runtime()
    {
        var program = Path.Combine(Repository.Root(), "bench", "Hornbill.Benchmarks", "bin", Configuration, "net10.0",
            "Hornbill.Benchmarks.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, "applications", "--nets", "squeezenet1.1",
            "--batches", "2", "--threads", "1", "--count", "1", "--side", "32"])
        { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Matches(@"^squeezenet1\.1 +2 +1 +\d+\.\d\d +\d+\.\d\d +\d+\.\d\d +\d+ +\d+\s*$", Assert.Single(lines[1..]));
    }

    // The bench is built with the tests, so in their configuration.
    static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
