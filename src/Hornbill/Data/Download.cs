using System.Net;
using System.Security.Cryptography;

namespace Hornbill.Data;

/// <summary>Fetches one file, from whichever address gives it. What came is kept in <c>name.part</c> beside the file and an interrupted
/// download goes on from there; the file itself appears only once its checksum is right.</summary>
/// <param name="addresses">Where the same file can be had, the best first.</param>
/// <param name="path">Where it shall lie; the folder exists.</param>
/// <param name="checksum">Its MD5 or SHA-256 in hexadecimal, or as much of the beginning of its SHA-256 as is known.</param>
/// <param name="maxBytes">More than this is never written.</param>
sealed class Download(IReadOnlyList<Uri> addresses, string path, string checksum, long maxBytes)
{
    const int BufferBytes = 1 << 16;
    const int MostRedirections = 5;

    readonly string _part = path + ".part";

    public string Path => path;

    public IProgress<DownloadProgress>? Progress { get; init; }

    /// <summary>Endings of the names of other hosts, such as <c>.hf.co</c>, that redirections may lead to.</summary>
    public IReadOnlyList<string> Follows { get; init; } = [];

    /// <summary>The checksum of what was fetched; null before.</summary>
    public string? Sum { get; private set; }

    /// <summary>How often each address is tried.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>How long a server may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may take in all.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long to wait before the second attempt, twice as long before the third, and so on.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="IOException">No address gave the file. What came of it is kept for the next call.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; likewise.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        var left = addresses.ToList();
        var reasons = new Dictionary<Uri, string>();
        using var longest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        longest.CancelAfter(Longest);
        try
        {
            await TryAllAsync(client, left, reasons, longest.Token).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var address in left) reasons[address] = $"not done after {Longest.TotalMinutes:0.#} minutes";
        }
        throw Failed(reasons);
    }

    async Task TryAllAsync(HttpClient client, List<Uri> left, Dictionary<Uri, string> reasons, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts && left.Count > 0; attempt++)
        {
            if (attempt > 0) await Task.Delay(Pause * Math.Pow(2, attempt - 1), cancellationToken).ConfigureAwait(false);
            foreach (var address in left.ToArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    await ReceiveAsync(client, address, cancellationToken).ConfigureAwait(false);
                    Finish();
                    return;
                }
                catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or UriFormatException)
                {
                    reasons[address] = e.Message;
                    if (IsFinal(e)) left.Remove(address);
                }
            }
        }
        throw Failed(reasons);
    }

    async Task ReceiveAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var have = new FileInfo(_part) is { Exists: true } part ? part.Length : 0;
            using var response = await AskAsync(client, address, have, patience.Token).ConfigureAwait(false);
            // Nothing comes after what came before: the checksum tells whether that is the file.
            if (have > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return;
            response.EnsureSuccessStatusCode();
            await using var file = new FileStream(_part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            Continue(file, response);
            await CopyAsync(response.Content, file, patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"silent for {Patience.TotalSeconds:0.#} s");
        }
    }

    // Redirections are followed within the hosts that were given, and never to another scheme.
    async Task<HttpResponseMessage> AskAsync(HttpClient client, Uri address, long have, CancellationToken cancellationToken)
    {
        for (var redirections = 0; ; redirections++)
        {
            if (!IsAllowed(address))
                throw new RefusedException(
                    $"leads to '{Plain.Text(address.OriginalString)}', but only https to " +
                    $"{string.Join(", ", addresses.Select(a => a.Host).Distinct())} is followed");
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (have > 0) request.Headers.Range = new(have, null);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
                || response.Headers.Location is not { } next) return response;
            response.Dispose();
            if (redirections == MostRedirections) throw new RefusedException($"leads on more than {MostRedirections} times");
            address = new(address, next);
        }
    }

    // An address on this machine, where somebody gave one, needs no encryption.
    bool IsAllowed(Uri address) => address.IsAbsoluteUri
        && (addresses.Any(a => a.Host == address.Host && (a.Port == address.Port || !a.IsLoopback))
            || Follows.Any(f => address.Host.EndsWith(f, StringComparison.OrdinalIgnoreCase))) &&
        (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    // A server that ignores the range sends the file from its beginning.
    static void Continue(FileStream file, HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            file.SetLength(0);
            return;
        }
        var start = response.Content.Headers.ContentRange?.From;
        if (start != file.Length) throw Discard(file, new($"answered from byte {start}, not from byte {file.Length}"));
        file.Position = file.Length;
    }

    // What does not fit would be in the way of the next attempt.
    static IOException Discard(FileStream file, IOException reason)
    {
        file.SetLength(0);
        return reason;
    }

    async Task CopyAsync(HttpContent content, FileStream file, CancellationTokenSource patience)
    {
        var total = file.Position + content.Headers.ContentLength;
        if (total > maxBytes) throw Discard(file, new TooLongException($"offers {total} bytes, more than the {maxBytes} allowed"));
        var stream = await content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var buffer = new byte[BufferBytes];
        while (await stream.ReadAsync(buffer, patience.Token).ConfigureAwait(false) is > 0 and var read)
        {
            if (file.Position + read > maxBytes) throw Discard(file, new TooLongException($"sent more than the {maxBytes} bytes allowed"));
            await file.WriteAsync(buffer.AsMemory(0, read), patience.Token).ConfigureAwait(false);
            Progress?.Report(new(System.IO.Path.GetFileName(path), file.Position, total));
            patience.CancelAfter(Patience);
        }
    }

    void Finish()
    {
        var algorithm = checksum.Length == 32 ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256;
        string sum;
        using (var file = File.OpenRead(_part)) sum = Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, file));
        if (sum.StartsWith(checksum, StringComparison.OrdinalIgnoreCase))
        {
            Sum = sum;
            File.Move(_part, path, overwrite: true);
            return;
        }
        File.Delete(_part);
        throw new IOException($"the {algorithm} sum is {sum}, expected {Told}");
    }

    string Told => checksum.Length is 32 or 64 ? checksum : $"{checksum}…";

    // Asking again would bring the same.
    static bool IsFinal(Exception e) =>
        e is TooLongException or RefusedException or UriFormatException ||
        (e is HttpRequestException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and var status }
         && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests));

    IOException Failed(Dictionary<Uri, string> reasons) =>
        new($"'{path}' could not be downloaded: {string.Join("; ", reasons.Select(r => $"{r.Key}: {r.Value}"))}. " +
            $"Expected was a file with {(checksum.Length == 0 ? "any checksum" : $"the checksum {Told}")} from one of these addresses. " +
            "Check the connection and call again, which goes on where this stopped, or put the file there by hand.");

    sealed class TooLongException(string message) : IOException(message);

    sealed class RefusedException(string message) : IOException(message);
}
