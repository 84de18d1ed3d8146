using System.Diagnostics;
using System.Text.Json;

namespace Hornbill.Tests.Tool;

/// <summary>A built web program on a port of its own.</summary>
sealed class WebProgram : IDisposable
{
    const string Tells = "Now listening on: ";

    readonly Process _process;
    readonly HttpClient _client = new();

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="program">Its assembly.</param>
    /// <param name="words">What it is given.</param>
    public WebProgram(string program, params string[] words)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. words, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true, WorkingDirectory = Path.GetDirectoryName(program)!,
        })!;
        var address = new TaskCompletionSource<string?>();
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) address.TrySetResult(null);
            else if (line.Data.IndexOf(Tells, StringComparison.Ordinal) is >= 0 and var at)
                address.TrySetResult(line.Data[(at + Tells.Length)..].Trim());
        };
        _process.BeginOutputReadLine();
        if (address.Task.GetAwaiter().GetResult() is { } url) _client.BaseAddress = new(url);
        else throw new InvalidOperationException($"{program} ended and did not listen.");
    }

    /// <summary>What it answers to bytes.</summary>
    public async Task<JsonDocument> Post(string path, byte[] body)
    {
        using var answer = await Send(path, body);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }

    /// <summary>The same as it comes.</summary>
    public Task<HttpResponseMessage> Send(string path, byte[] body) => _client.PostAsync(path, new ByteArrayContent(body));

    /// <summary>What it answers to a question.</summary>
    public async Task<JsonDocument> Get(string path) => JsonDocument.Parse(await _client.GetStringAsync(path));

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
    }
}
