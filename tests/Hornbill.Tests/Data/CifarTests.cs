using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Hornbill.Data;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Tests.Data;

public sealed class CifarTests : IDisposable
{
    const int Pixels = 3072;

    static readonly JsonElement Golden = GoldenData.Read("cifar.json");

    readonly TempFolder _local = new(), _cache = new();

    public void Dispose()
    {
        _local.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public void Planes_become_pixels()
    {
        Binary("a.bin", 3);
        Binary("t.bin", 2);
        var (train, test) = Make().Load(3, 2, null, default);
        Assert.Equal([32, 32, 3], train.ImageShape);
        Assert.Equal([0, 1, 2], train.Labels);
        Assert.Equal([Value(1, 5), Value(1, 1024 + 5), Value(1, 2048 + 5)], train.Images[(Pixels + 15)..(Pixels + 18)]);
        Assert.Equal((2, "tiny"), (test.Count, test.Name));
    }

    [Fact]
    public void What_is_asked_for_needs_no_other_file()
    {
        Binary("a.bin", 3);
        Binary("t.bin", 3);
        Assert.Equal(2, Make().Load(2, 1, null, default).Train.Count);
        var error = ThreeParts.Throws<IOException>(() => Make().Load(4, 1, null, default), "tiny lacks b.bin in", _local.Path, "--limit 3");
        Assert.DoesNotContain("a.bin", error.Message[..error.Message.IndexOf("the download", StringComparison.Ordinal)],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("protocol2")]
    [InlineData("protocol4")]
    [InlineData("fortran")]
    [InlineData("python3")]
    public void Pickles_are_read(string kind)
    {
        Folder(_cache, "py", "a", Convert.FromBase64String(Golden.GetProperty(kind).GetString()!));
        Binary("t.bin", 3);
        var train = Make().Load(2, 1, null, default).Train;
        Assert.Equal([3, 7], train.Labels);
        for (var i = 0; i < 2; i++)
            for (var p = 0; p < 1024; p += 101) Assert.Equal([Value(i, p), Value(i, 1024 + p), Value(i, 2048 + p)],
                train.Images[((i * Pixels) + (3 * p))..((i * Pixels) + (3 * p) + 3)]);
    }

    [Theory]
    [InlineData("evil", "'os.system' is named")]
    [InlineData("floats", "an array of another kind is filled")]
    [InlineData("list", "something other than a dictionary is the result")]
    [InlineData("empty", "the file ends")]
    [InlineData("short", "holds|has an array of shape (1, 3072)")]
    [InlineData("labels", "has no 'labels' that is a list of whole numbers")]
    public void Other_pickles_are_refused(string kind, string reason)
    {
        Folder(_cache, "py", "a", Convert.FromBase64String(Golden.GetProperty(kind).GetString()!));
        Binary("t.bin", 3);
        ThreeParts.Throws<InvalidDataException>(() => Make().Load(2, 1, null, default), reason.Split('|')[^1], "/a'");
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void Changed_pickles_are_read_or_refused()
    {
        Binary("t.bin", 3);
        var (random, refused, times, file) = (new Random(4), 0, Mutations.Times(5_000),
            Convert.FromBase64String(Golden.GetProperty("protocol2").GetString()!));
        for (var i = 0; i < times; i++)
        {
            var changed = Mutations.Of(file, random);
            // Most of the file is pixels: half of the changes are in front of their end.
            if (i % 2 == 0) changed = [.. Mutations.Of(file[..^(2 * Pixels)], random), .. file[^(2 * Pixels)..]];
            Folder(_cache, "py", "a", changed);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Make().Load(2, 1, null, default);
            }
            catch (InvalidDataException e)
            {
                Mutations.AssertTold(e);
                refused++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        }
        Assert.InRange(refused, times / 10, times);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(7)]
    public void A_number_of_images_that_there_is_not_is_refused(int count) =>
        ThreeParts.Throws<ArgumentOutOfRangeException>(() => Make().Load(count, 1, null, default), $"{count} training images but has 6");

    [Fact]
    public void A_damaged_file_is_named()
    {
        Binary("a.bin", 3);
        Binary("t.bin", 3, label: 77);
        ThreeParts.Throws<InvalidDataException>(() => Make().Load(1, 1, null, default), "t.bin' has label 77 for image 0");
        File.WriteAllBytes(Path.Combine(_local.Path, "tiny", "bin", "a.bin"), new byte[100]);
        ThreeParts.Throws<InvalidDataException>(() => Make().Load(1, 1, null, default), "a.bin' has 100 bytes");
    }

    [Fact]
    public void An_archive_gives_its_files_and_no_others()
    {
        var archive = _cache.File("py-target.tar.gz");
        using (var packed = new GZipStream(File.Create(archive), CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed))
            foreach (var name in (string[])["py/a", "py/b", "py/t", "../stray", "py/other"])
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                { DataStream = new MemoryStream(Convert.FromBase64String(Golden.GetProperty("protocol2").GetString()!)) });
        var files = Make(2);
        Assert.Equal([3, 7, 3, 7], files.Load(4, 2, null, default).Train.Labels);
        Assert.Equal(3, Directory.GetFiles(_cache.Path, "*", SearchOption.AllDirectories).Count(f => f != archive));
        File.WriteAllBytes(archive, new byte[200]);
        Directory.Delete(_cache.File("py-target"), recursive: true);
        ThreeParts.Throws<IOException>(() => files.Load(4, 2, null, default), "tiny lacks a.bin, b.bin, t.bin", "is damaged");
    }

    [Fact]
    public void The_archive_is_fetched_and_an_interrupted_download_goes_on()
    {
        var content = Packed();
        using var server = new FileServer((n, asked) => Answer.File(content, asked) with { CutAfter = n == 0 ? content.Length / 2 : null });
        var files = Make(2, server, content);
        Assert.Equal([3, 7, 3, 7], files.Load(4, 2, null, default).Train.Labels);
        Assert.Equal([null, content.Length / 2], server.Requests.Select(r => r.From));
        Assert.Equal("/tiny.tar.gz", server.Requests[0].Path);
        Assert.Equal([3, 7], files.Load(2, 2, null, default).Train.Labels); // what is here is not asked for again
        Assert.Equal(2, server.Requests.Length);
    }

    [Fact]
    public void Another_archive_than_the_official_one_is_refused_and_leaves_nothing()
    {
        using var server = new FileServer((_, asked) => Answer.File(Packed(), asked));
        ThreeParts.Throws<IOException>(() => Make(2, server, [1, 2, 3]).Load(4, 2, null, default), "tiny lacks a.bin, b.bin, t.bin",
            "sum is");
        Assert.Empty(Directory.GetFiles(_cache.Path, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("http://127.0.0.2:9/tiny.tar.gz")]
    [InlineData("ftp://127.0.0.1/tiny.tar.gz")]
    [InlineData("file:///etc/passwd")]
    public void An_address_that_leads_elsewhere_is_not_followed(string to)
    {
        using var server = new FileServer((_, _) => new(302, [], $"Location: {to}\r\n"));
        ThreeParts.Throws<IOException>(() => Make(2, server, [1]).Load(4, 2, null, default), "leads to", to);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_cancelled_download_keeps_what_came()
    {
        var content = Packed();
        using var cancel = new CancellationTokenSource();
        using var server = new FileServer((n, asked) =>
            Answer.File(content, asked) with { CutAfter = n == 0 ? content.Length / 2 : null, Hang = n == 0 });
        var files = Make(2, server, content);
        Assert.ThrowsAny<OperationCanceledException>(() => files.Load(4, 2, new Cancelling(cancel), cancel.Token));
        Assert.Equal([3, 7, 3, 7], files.Load(4, 2, null, default).Train.Labels);
        Assert.Equal(content.Length / 2, server.Requests[1].From);
    }

    sealed class Cancelling(CancellationTokenSource cancel) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => cancel.Cancel();
    }

    // An archive of a, b and t.
    static byte[] Packed()
    {
        using var file = new MemoryStream();
        using (var packed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(packed))
            foreach (var name in (string[])["py/a", "py/b", "py/t"])
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    DataStream = new MemoryStream(Convert.FromBase64String(Golden.GetProperty("protocol2").GetString()!))
                });
        return file.ToArray();
    }

    [Fact]
    public void The_first_10_000_have_the_classes_that_they_have()
    {
        var data = Environment.GetEnvironmentVariable("HORNBILL_DATA");
        Assert.SkipUnless(!string.IsNullOrEmpty(data) && Directory.Exists(Path.Combine(data, "cifar-10")),
            "HORNBILL_DATA names no folder with cifar-10");
        var (train, test) = Cifar10.Load(trainCount: 10_000, testCount: 2_000);
        int[] counts = [.. train.Labels.CountBy(l => l).OrderBy(c => c.Key).Select(c => c.Value)];
        Assert.Equal([1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981], counts);
        Assert.Equal((2_000, "frog", "cat"), (test.Count, train.ClassNames[train.Labels[0]], test.ClassNames[test.Labels[0]]));
        Assert.Equal([59, 62, 63], train.Images[..3]); // as every picture of the first frog begins
    }

    [Fact]
    public void Class_names_are_a_hundred_and_twenty() =>
        Assert.Equal((100, 20), (Cifar100.FineNames.Distinct().Count(), Cifar100.CoarseNames.Distinct().Count()));

    static byte Value(int image, int p) => (byte)((image * 31) + (p * 7) + (p / 1024));

    void Binary(string file, int images, int label = 0) => Folder(_local, "bin", file,
        [.. Enumerable.Range(0, images).SelectMany(i =>
            (IEnumerable<byte>)[(byte)(label + i), .. Enumerable.Range(0, Pixels).Select(p => Value(i, p))])]);

    static void Folder(TempFolder parent, string folder, string file, byte[] content)
    {
        var path = Directory.CreateDirectory(Path.Combine(parent.Path, folder == "bin" ? "tiny" : "", folder)).FullName;
        File.WriteAllBytes(Path.Combine(path, file), content);
    }

    CifarDataset Make(int perFile, FileServer server, byte[] content) =>
        Make(perFile, server.Address, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));

    // Nobody listens at the usual address.
    CifarDataset Make(int perFile = 3) => Make(perFile, new Uri("https://127.0.0.1:1/"), new string('0', 64));

    CifarDataset Make(int perFile, Uri address, string sha256) => new("tiny", Cifar10.ClassNames)
    {
        Train = ["a", "b"],
        Test = ["t"],
        PerFile = perFile,
        TestPerFile = perFile,
        Binary = new("tiny", "bin", ".bin"),
        Pickled = new("none", "py"),
        Labels = "labels",
        Archive = "tiny.tar.gz",
        Sha256 = sha256,
        Folders = new(_local.Path, _cache.Path),
        Address = address,
    };
}
