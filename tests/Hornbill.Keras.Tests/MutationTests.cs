using System.IO.Compression;
using System.Text.Json;
using Hornbill.Tests;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Keras.Tests;

/// <summary>Keras's files that something happened to: each is read or told, and takes no more memory than its size accounts for.</summary>
public sealed class MutationTests : IDisposable
{
    static readonly JsonElement Golden = GoldenData.Read("keras.json");

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mutations_of_archives_are_read_or_told() => Try(700, [Bytes("plain"), Bytes("graph"),
        Golden.GetProperty("small").GetProperty("packed").GetBytesFromBase64()]);

    // The weights, without a checksum around them.
    [Fact]
    public void Mutations_of_weights_are_read_or_told() => Try(700, [
        .. from form in (string[])["chunked", "latest", "half"]
           select Stored(Golden.GetProperty("small").GetProperty(form).GetBytesFromBase64(), null)], stored: true);

    [Fact]
    public void Mutations_of_old_files_are_read_or_told() =>
        Try(700, [Golden.GetProperty("legacy").GetProperty("fixed").GetBytesFromBase64(),
        Golden.GetProperty("legacy").GetProperty("variable").GetBytesFromBase64(), Bytes("legacy_graph")]);

    [Fact]
    public void Mutations_of_configurations_are_read_or_told()
    {
        var (plain, graph) = (Bytes("plain"), Bytes("graph"));
        Try(700, [plain, graph], (file, random) => Stored(file, config => Mutations.Described(config, random, "\"")));
    }

    void Try(int standard, byte[][] files, Func<byte[], Random, byte[]>? change = null, bool stored = false)
    {
        var (random, told, times) = (new Random(23), 0, Mutations.Times(standard));
        for (var i = 0; i < times; i++)
        {
            var file = files[i % files.Length];
            var bytes = change is not null ? change(file, random) : stored ? MutatedWeights(file, random) : Mutations.Of(file, random);
            File.WriteAllBytes(_folder.File("m.keras"), bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                KerasModel.Load(_folder.File("m.keras"));
            }
            catch (InvalidDataException e)
            {
                told++;
                Mutations.AssertTold(e);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
        }
        Assert.InRange(told, times / 10, times);
    }

    byte[] Bytes(string name) => Golden.GetProperty(name).GetBytesFromBase64();

    static byte[] MutatedWeights(byte[] file, Random random) => Stored(file, null, weights => Mutations.Of(weights, random));

    // The archive anew, so that checksums hold.
    static byte[] Stored(byte[] file, Func<string, string>? config, Func<byte[], byte[]>? weights = null)
    {
        using var from = new ZipArchive(new MemoryStream(file));
        var to = new MemoryStream();
        using (var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var entry in from.Entries)
            {
                var content = new MemoryStream();
                using (var reading = entry.Open()) reading.CopyTo(content);
                var bytes = content.ToArray();
                if (entry.Name == "config.json" && config is not null) bytes =
                    System.Text.Encoding.UTF8.GetBytes(config(System.Text.Encoding.UTF8.GetString(bytes)));
                if (entry.Name == "model.weights.h5" && weights is not null) bytes = weights(bytes);
                using var writing = zip.CreateEntry(entry.Name, CompressionLevel.NoCompression).Open();
                writing.Write(bytes);
            }
        return to.ToArray();
    }
}
