using System.Security.Cryptography;
using Hornbill.Data;
using Xunit;

namespace Hornbill.Tests.Data;

public sealed class DownloadTests : IDisposable
{
    static readonly byte[] Content = MakeContent();
    static readonly string Sha256 = Convert.ToHexString(SHA256.HashData(Content));

    readonly TempFolder _folder = new();

    string Target => _folder.File("file.bin");

    string Part => Target + ".part";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Brings_the_whole_file_and_reports_progress()
    {
        using var server = new FileServer((_, asked) => Answer.File(Content, asked));
        var steps = new Steps();
        await Make(steps, Sha256, server.Address).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Part));
        Assert.Equal(new("file.bin", Content.Length, Content.Length), steps.All[^1]);
        Assert.Equal(steps.All.OrderBy(s => s.Received), steps.All);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public async Task Knows_the_checksum_by_its_length(int length)
    {
        using var server = new FileServer((_, asked) => Answer.File(Content, asked));
        var md5 = Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, Content));
        await Make(length == 32 ? md5 : Sha256, server).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://example.invalid/x")]
    [InlineData("https://example.invalid/x")]
    [InlineData("//example.invalid/x")]
    public async Task Is_led_to_no_other_host_or_scheme(string where)
    {
        using var evil = new FileServer((_, _) => new(302, [], $"Location: {where}\r\n"));
        using var good = new FileServer((_, asked) => Answer.File(Content, asked));
        ThreeParts.Assert((await Assert.ThrowsAsync<IOException>(() => Make(Sha256, evil).RunAsync())).Message, "only https");
        Assert.Single(evil.Requests);
        await Make(null, Sha256, evil.Address, good.Address).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Is_led_on_within_the_hosts_that_were_given()
    {
        using var server = new FileServer((number, asked) =>
            number == 0 ? new(302, [], "Location: /elsewhere\r\n") : Answer.File(Content, asked));
        await Make(Sha256, server).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Plain_http_is_for_this_machine_alone() =>
        ThreeParts.Assert((await Assert.ThrowsAsync<IOException>(() =>
            Make(null, Sha256, new Uri("http://example.invalid/x")).RunAsync())).Message, "only https");

    [Fact]
    public async Task Goes_on_from_what_an_earlier_call_left()
    {
        File.WriteAllBytes(Part, Content[..70_000]);
        using var server = new FileServer((_, asked) => Answer.File(Content, asked));
        await Make(Sha256, server).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(70_000, Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task Renames_a_part_that_is_the_whole_file()
    {
        File.WriteAllBytes(Part, Content);
        using var server = new FileServer((_, asked) => Answer.File(Content, asked));
        await Make(Sha256, server).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(400_000)]
    public async Task Starts_again_where_the_part_is_of_another_file(int length)
    {
        File.WriteAllBytes(Part, new byte[length]);
        using var server = new FileServer((_, asked) => Answer.File(Content, asked));
        await Make(Sha256, server).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal([length, null], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task Goes_on_where_the_server_cut_the_connection()
    {
        using var server = new FileServer((n, asked) => Answer.File(Content, asked) with { CutAfter = n < 2 ? 100_000 : null });
        await Make(Sha256, server).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal([null, 100_000, 200_000], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task Takes_the_whole_file_from_a_server_without_ranges()
    {
        File.WriteAllBytes(Part, new byte[70_000]);
        using var server = new FileServer((_, _) => new(200, Content));
        await Make(Sha256, server).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(70_000, Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task Starts_again_after_an_answer_from_another_byte()
    {
        File.WriteAllBytes(Part, Content[..70_000]);
        using var server = new FileServer((n, asked) => Answer.File(Content, n == 0 ? asked with { From = 60_000 } : asked));
        await Make(Sha256, server).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal([70_000, null], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task A_wrong_checksum_leaves_no_file()
    {
        using var server = new FileServer((_, asked) => Answer.File(new byte[1000], asked));
        var error = await Assert.ThrowsAsync<IOException>(() => Make(Sha256, server).RunAsync());
        Assert.Contains("the SHA256 sum is 541b3e9d", error.Message, StringComparison.Ordinal);
        Assert.Contains(Target, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
        Assert.Equal(3, server.Requests.Length);
    }

    [Fact]
    public async Task An_address_without_the_file_is_asked_once_and_the_next_one_serves()
    {
        using var empty = new FileServer((_, _) => new(404, []));
        using var server = new FileServer((_, asked) => Answer.File(Content, asked) with { CutAfter = asked.From is null ? 10 : null });
        await Make(null, Sha256, empty.Address, server.Address).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Single(empty.Requests);
        Assert.Equal(2, server.Requests.Length);
    }

    [Fact]
    public async Task An_error_names_every_address_and_its_reason()
    {
        using var empty = new FileServer((_, _) => new(404, []));
        using var broken = new FileServer((_, _) => new(500, []));
        var error = await Assert.ThrowsAsync<IOException>(() => Make(null, Sha256, empty.Address, broken.Address).RunAsync());
        Assert.Contains($"{empty.Address}file.bin", error.Message, StringComparison.Ordinal);
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
        Assert.Contains("500", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 3), (empty.Requests.Length, broken.Requests.Length));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(true, "offers")]
    [InlineData(false, "sent more than")]
    public async Task More_than_is_allowed_is_refused(bool length, string reason)
    {
        using var server = new FileServer((_, _) => new(200, new byte[2_000_000], Length: length));
        var error = await Assert.ThrowsAsync<IOException>(() => Make(Sha256, server).RunAsync());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Equal(0, new FileInfo(Part).Length);
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        using var server = new FileServer((n, asked) =>
            Answer.File(Content, asked) with { CutAfter = n == 0 ? 1000 : null, Hang = n == 0 });
        await Make(Sha256, server, patience: 0.3).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Cancelling_keeps_the_part_for_the_next_call()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new FileServer((n, asked) =>
            Answer.File(Content, asked) with { CutAfter = n == 0 ? 100_000 : null, Hang = n == 0 });
        var steps = new Steps(s => { if (s.Received == 100_000) cancel.Cancel(); });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Make(steps, Sha256, server.Address).RunAsync(cancel.Token));
        Assert.False(File.Exists(Target));
        await Make(Sha256, server).RunAsync();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(100_000, server.Requests[1].From);
    }

    Download Make(string checksum, FileServer server, double patience = 20) => Make(null, checksum, patience, server.Address);

    Download Make(Steps? steps, string checksum, params Uri[] addresses) => Make(steps, checksum, 20, addresses);

    Download Make(Steps? steps, string checksum, double patience, params Uri[] addresses) =>
        new([.. addresses.Select(a => new Uri(a, "file.bin"))], Target, checksum, maxBytes: 1_000_000)
        {
            Progress = steps,
            Attempts = 3,
            Patience = TimeSpan.FromSeconds(patience),
            Pause = TimeSpan.FromMilliseconds(1),
        };

    static byte[] MakeContent()
    {
        var content = new byte[300_000];
        new Random(5).NextBytes(content);
        return content;
    }

    sealed class Steps(Action<DownloadProgress>? also = null) : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> All { get; } = [];

        public void Report(DownloadProgress value)
        {
            All.Add(value);
            also?.Invoke(value);
        }
    }
}
