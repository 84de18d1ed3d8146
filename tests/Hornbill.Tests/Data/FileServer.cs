using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hornbill.Tests.Data;

/// <summary>What a client asked for: the path, and the byte to start from where it named one.</summary>
sealed record Asked(string Path, long? From);

/// <summary>An HTTP answer. The connection closes after <paramref name="CutAfter"/> bytes of the body, or hangs there.</summary>
sealed record Answer(int Status, byte[] Body, string Headers = "", int? CutAfter = null, bool Hang = false, bool Length = true)
{
    /// <summary>As a proper server answers.</summary>
    public static Answer File(byte[] content, Asked asked) =>
        asked.From is not { } from ? new(200, content) :
        from >= content.Length ? new(416, [], $"Content-Range: bytes */{content.Length}\r\n") :
        new(206, content[(int)from..], $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n");
}

/// <summary>A web server on loopback that answers one request a connection as it is told, the first request numbered 0.</summary>
sealed class FileServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Func<int, Asked, Answer> _answer;
    readonly List<Asked> _asked = [];

    public FileServer(Func<int, Asked, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public Asked[] Requests
    {
        get
        {
            lock (_asked) return [.. _asked];
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = Task.Run(() => AnswerAsync(client));
        }
    }

    async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var asked = await ReadAsync(stream);
            int number;
            lock (_asked)
            {
                number = _asked.Count;
                _asked.Add(asked);
            }
            var answer = _answer(number, asked);
            var length = answer.Length ? $"Content-Length: {answer.Body.Length}\r\n" : "";
            var head = $"HTTP/1.1 {answer.Status} .\r\n{length}{answer.Headers}Connection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
            await stream.WriteAsync(answer.Body.AsMemory(0, answer.CutAfter ?? answer.Body.Length), _stop.Token);
            if (answer.Hang) await Task.Delay(Timeout.Infinite, _stop.Token);
        }
    }

    async Task<Asked> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync(_stop.Token))!.Split(' ')[1];
        long? from = null;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        return new(path, from);
    }
}
