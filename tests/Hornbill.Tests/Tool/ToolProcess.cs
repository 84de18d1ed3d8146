using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Hornbill.Tool;

namespace Hornbill.Tests.Tool;

/// <summary>The built program in a session of its own, as a user's shell starts it.</summary>
sealed partial class ToolProcess : IDisposable
{
    public const int Interrupt = 2, Terminate = 15;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10); // the machine may be busy otherwise

    readonly Process _process;
    readonly StringBuilder _output = new(), _error = new();

    public ToolProcess(string folder, params string[] words) : this(folder, new Dictionary<string, string?>(), [.. Program, .. words]) { }

    ToolProcess(string folder, IReadOnlyDictionary<string, string?> environment, string[] command)
    {
        // A test host in a script's background ignores SIGINT, and its children would.
        var start = new ProcessStartInfo("setsid", ["env", "--default-signal", .. command])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    /// <summary>The program in an environment.</summary>
    public static ToolProcess In(string folder, Dictionary<string, string?> environment, params string[] words) =>
        new(folder, environment, [.. Program, .. words]);

    static string[] Program => ["dotnet", "exec", typeof(CommandLine).Assembly.Location];

    public string Output => Text(_output);

    public string Error => Text(_error);

    /// <summary>The program at a pseudo-terminal.</summary>
    public static ToolProcess AtTerminal(string folder, Dictionary<string, string?> environment, params string[] words) =>
        new(folder, environment, ["script", "-qec", string.Join(' ', [.. Program, .. words]), "/dev/null"]);

    /// <summary>The program with redirections of a shell.</summary>
    public static ToolProcess Shell(string folder, string line) =>
        new(folder, new Dictionary<string, string?>(), ["sh", "-c", string.Join(' ', Program) + " " + line]);

    /// <summary>Waits until the output holds the text.</summary>
    public void Await(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited || clock.Elapsed > Patience) throw new TimeoutException($"'{text}' did not come.\n{Output}\n{Error}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Sends a signal to the whole group, as a terminal does.</summary>
    public void Signal(int signal) => _ = Kill(-_process.Id, signal);

    /// <summary>Waits for the end and returns the exit code.</summary>
    public int End()
    {
        if (!_process.WaitForExit(Patience)) throw new TimeoutException($"The program did not end.\n{Output}\n{Error}");
        _process.WaitForExit(); // until the last line has been read
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) Signal(9);
        _process.Dispose();
    }

    static void Keep(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }

    static string Text(StringBuilder text)
    {
        lock (text) return text.ToString();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
