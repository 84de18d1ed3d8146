using System.Diagnostics;
using System.Text.Json;
using Hornbill.Tool.Bench;

namespace Hornbill.Tool.Labs;

/// <summary>Runs labs' programs, each in a process of its own, one after the other.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="threads">Worker threads; as many as processors by default.</param>
/// <param name="told">Lines of the programs; null to keep them for errors.</param>
sealed class LabRun(LabFolder folder, int? threads, Action<string>? told)
{
    const int LinesOfError = 5;

    readonly HashSet<string> _built = [];
    readonly HashSet<string> _projects = [];

    /// <summary>The result of an experiment with a seed.</summary>
    /// <exception cref="InvalidOperationException">The program failed, or did not where it should have.</exception>
    /// <exception cref="OperationCanceledException">It was stopped, and its processes are gone.</exception>
    public async Task<LabResult> Run(Experiment experiment, ulong seed, bool quick, CancellationToken cancellationToken)
    {
        await Build(experiment, cancellationToken);
        var kept = Path.GetTempFileName();
        try
        {
            string[] words = ["run", "--no-build", folder.Program(experiment), "--", .. experiment.Words, "--seed", $"{seed}", "--json",
                kept, .. quick ? ["--quick"] : (string[])[]];
            var (code, output) = await Start(words, cancellationToken);
            return Result(experiment, seed, code, output, kept) with
            {
                Processor = Processor.Name,
                Date = DateOnly.FromDateTime(DateTime.Now),
                Engine = Product.Engine
            };
        }
        finally
        {
            File.Delete(kept);
        }
    }

    static LabResult Result(Experiment experiment, ulong seed, int code, IReadOnlyList<string> output, string kept)
    {
        if (experiment.Error is not null)
            return code != 0 ? new(experiment.Name, seed, experiment.Command, new Dictionary<string, double?>())
            { Text = output.LastOrDefault(l => l.Length > 0) ?? "" }
                             : throw new InvalidOperationException(
                                 $"{experiment.Name} ended well but is expected to fail with '{experiment.Error}'. Check " +
                                 $"{experiment.Command}.");
        if (code != 0)
            throw new InvalidOperationException(
                $"{experiment.Name} ended with exit code {code} but is expected to have a result. Try " +
                $"{experiment.Command}\n{string.Join('\n', output.TakeLast(LinesOfError))}");
        using var json = JsonDocument.Parse(File.ReadAllBytes(kept));
        return LabResult.Measured(json.RootElement, experiment.Name, seed, experiment.Command);
    }

    // Once for each program: what another run changes in the sources meanwhile does not matter.
    async Task Build(Experiment experiment, CancellationToken cancellationToken)
    {
        if (_built.Contains(experiment.Program)) return;
        var projects = File.ReadLines(folder.Program(experiment)).Where(l => l.StartsWith("#:project", StringComparison.Ordinal)).ToArray();
        // What a program before it has built is not looked at again: two thirds of the time.
        string[] alone = projects.All(_projects.Contains) ? ["-p:BuildProjectReferences=false"] : [];
        var (code, output) = await Start(["build", folder.Program(experiment), "--verbosity", "quiet", .. alone], cancellationToken);
        if (code != 0)
            throw new InvalidOperationException(
                $"'{folder.Program(experiment)}' does not build, but a lab is to be run from it. Mend " +
                $"it:\n{string.Join('\n', output.TakeLast(LinesOfError))}");
        _built.Add(experiment.Program);
        _projects.UnionWith(projects);
    }

    async Task<(int Code, IReadOnlyList<string> Output)> Start(string[] words, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", words)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true, WorkingDirectory = folder.Path
        };
        // A lab ends with whoever holds its input, and has as many threads as it sees processors.
        start.Environment["HORNBILL_LAB_HELD"] = "1";
        start.Environment["NO_COLOR"] = "1";
        if (threads is { } n) start.Environment["DOTNET_PROCESSOR_COUNT"] = $"{n}";
        List<string> output = [];
        using var process = new Process { StartInfo = start };
        DataReceivedEventHandler keep = (_, e) => Keep(output, e.Data);
        process.OutputDataReceived += keep;
        process.ErrorDataReceived += keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, output);
    }

    void Keep(List<string> output, string? line)
    {
        if (line is null) return;
        lock (output) output.Add(line);
        told?.Invoke(line);
    }
}
