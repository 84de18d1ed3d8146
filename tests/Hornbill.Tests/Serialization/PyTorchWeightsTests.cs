using System.Text.Json;
using Hornbill.Serialization;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Serialization;

/// <summary>PyTorch's files, against what Debian's PyTorch saved; each number is its index less two.</summary>
public sealed class PyTorchWeightsTests : IDisposable
{
    static readonly JsonElement Golden = GoldenData.Read("pytorch.json");

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Refused => [.. Golden.GetProperty("refused").EnumerateObject().Select(r => r.Name)];

    [Theory]
    [InlineData("zip")]
    [InlineData("row")]
    public void Every_type_is_read(string form)
    {
        var weights = Read(Bytes("types", form));
        Assert.Equal(["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8"],
            weights.Tensors.Select(t => t.Name));
        Assert.All(weights.Tensors, t => Assert.Equal(t.Name, t.Type));
        Assert.All(weights.Tensors, t => Assert.Equal(Counted(6, t.Name == "uint8" ? 0 : -2), t.Read().Data));
        var bools = Read(Bytes("bools", form))["b"];
        Assert.Equal([1, 0, 1], bools.Read().Data);
        Assert.Equal("bool", bools.Type);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("row")]
    public void Views_are_read_in_the_order_of_rows(string form)
    {
        var views = Read(Bytes("views", form));
        float At(int row, int column) => (6 * row) + column - 2;
        Assert.Equal([.. from c in Enumerable.Range(0, 6) from r in Enumerable.Range(0, 4) select At(r, c)],
            views["transposed"].Read().Data);
        Assert.Equal([At(1, 2), At(1, 3), At(1, 4), At(2, 2), At(2, 3), At(2, 4)], views["part"].Read().Data);
        Assert.Equal([At(0, 0), At(0, 3), At(2, 0), At(2, 3)], views["steps"].Read().Data);
        Assert.Equal(Counted(24), views["whole"].Read().Data);
        Assert.Equal("()", $"{views["scalar"].Shape}");
        Assert.Equal([7], views["scalar"].Read().Data);
        Assert.Empty(views["empty"].Read().Data);
        Assert.Equal([4, 2, 3], views["permuted"].Shape);
        Assert.Equal([-2, 2, 6, 10, 14, 18, -1], views["permuted"].Read().Data[..7]);
    }

    [Theory]
    [InlineData("net", null)]
    [InlineData("checkpoint", null)]
    [InlineData("two", null)]
    [InlineData("two", "ema")]
    public void State_dicts_are_found(string kind, string? key)
    {
        foreach (var form in (string[])["zip", "row"])
        {
            var net = Read(Bytes(kind, form), key);
            Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "3.weight",
                "3.bias"], net.Tensors.Select(t => t.Name));
            Assert.Equal([2, 1, 3, 3], net["0.weight"].Shape);
            Assert.Equal(Counted(18), net["0.weight"].Read().Data);
            Assert.Equal("int64", net["1.num_batches_tracked"].Type);
        }
    }

    [Fact]
    public void Parameters_and_packed_storages_are_read()
    {
        Assert.Equal(Counted(6), Read(Bytes("parameter", "zip"))["p"].Read().Data);
        Assert.Equal(Counted(6), Read(Bytes("parameter", "row"))["p"].Read().Data);
        Assert.Equal(Counted(6), Read(Golden.GetProperty("packed").GetBytesFromBase64())["x"].Read().Data);
    }

    [Fact]
    public void What_is_not_there_is_told()
    {
        ThreeParts.Throws<InvalidDataException>(() => Read(Bytes("unclear", "zip")), "(a, b)", "Give the key of one");
        Assert.Contains("Did you mean '0.weight'?", Assert.Throws<ArgumentException>(() => Read(Bytes("net", "zip"))["0.weigth"]).Message,
            StringComparison.Ordinal);
        Assert.Contains("state_dict", Assert.Throws<ArgumentException>(() => Read(Bytes("checkpoint", "zip"), "weights")).Message,
            StringComparison.Ordinal);
        ThreeParts.Throws<InvalidDataException>(() => Read([.. "GIF89a, say"u8]), "is a GIF image");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Everything_else_is_refused(string reason) =>
        ThreeParts.Throws<InvalidDataException>(() =>
            Read(Golden.GetProperty("refused").GetProperty(reason).GetBytesFromBase64()).Tensors[0].Read(), reason, "weights.pth'");

    [Fact]
    public void A_storage_that_changed_is_noticed()
    {
        var file = Bytes("net", "zip");
        var at = file.AsSpan().IndexOf(LittleEndian.Bytes(Counted(18)));
        file[at] ^= 1;
        ThreeParts.Throws<InvalidDataException>(() => Read(file)["0.weight"].Read(), "checksum");
        var weights = Read(Bytes("net", "row"));
        File.AppendAllText(Path, "more");
        ThreeParts.Throws<InvalidDataException>(() => weights["0.weight"].Read(), "when it was opened");
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("row")]
    public void Mutations_are_read_or_told(string form)
    {
        byte[][] files = [Bytes("net", form), Bytes("views", form), Bytes("checkpoint", form)];
        var (random, told, times) = (new Random(17), 0, Mutations.Times(1_000));
        for (var i = 0; i < times; i++)
        {
            var bytes = Mutations.Of(files[i % files.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                foreach (var tensor in Read(bytes).Tensors) Assert.Equal(tensor.Shape, tensor.Read().Shape);
            }
            catch (InvalidDataException e)
            {
                told++;
                Mutations.AssertTold(e);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000 + (100 * bytes.Length));
        }
        Assert.InRange(told, times / 4, times);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        // 200 MB of zeros take 200 KB.
        using (var zip = new System.IO.Compression.ZipArchive(File.Create(Path), System.IO.Compression.ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("a/data.pkl").Open())
            for (var i = 0; i < 200; i++) entry.Write(new byte[1 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ThreeParts.Throws<InvalidDataException>(() => PyTorchWeights.Read(Path), "unpacks to 209,715,200 bytes");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Many_looks_at_one_storage_are_refused()
    {
        // One storage of 1 MB and 400 names for it: 400 MB.
        var pickle = Names(400);
        ThreeParts.Throws<InvalidDataException>(() => Read(Zipped(pickle, new byte[1 << 20])), "describes tensors of 419,430,400 bytes");
        Assert.Equal(2, Read(Zipped(Names(2), new byte[1 << 20])).Tensors.Count);
    }

    // A dictionary within itself, tuples within tuples, and the same value again and again: read without an end they would take all.
    static readonly byte[][] Tangled = [
        [0x80, 2, .. "}q\u0000U\u0001ah\u0000s."u8],
        [0x80, 2, .. "}q\u0000U\u0005stateh\u0000sU\u0001bh\u0000s."u8],
        [0x80, 2, (byte)')', .. Enumerable.Repeat((byte)0x85, 200_000), (byte)'.'],
        [0x80, 2, .. Enumerable.Repeat((byte)'}', 100_000), .. Enumerable.Repeat((byte)'.', 1)],
        [0x80, 2, .. Enumerable.Repeat(0, 100_000).SelectMany(_ => "}U\u0001a"u8.ToArray()), .. Enumerable.Repeat((byte)'N', 1),
            .. Enumerable.Repeat((byte)'s', 100_000), (byte)'.'],
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_has_no_end_is_refused(int kind)
    {
        var pickle = Tangled[kind];
        var before = GC.GetAllocatedBytesForCurrentThread();
        ThreeParts.Throws<InvalidDataException>(() => Read(Zipped(pickle, [])), "weights.pth'");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    // A storage's numbers, where a tensor begins, a size and a stride.
    [Theory]
    [InlineData(4, 0, 5, 1)]
    [InlineData(4, 1, 4, 1)]
    [InlineData(4, long.MaxValue, 4, 1)]
    [InlineData(4, -1, 4, 1)]
    [InlineData(4, 0, long.MaxValue, 1)]
    [InlineData(4, 0, 1L << 62, 0)]
    [InlineData(4, 0, -4, 1)]
    [InlineData(4, 3, 4, -1)]
    [InlineData(4, 0, 4, long.MaxValue)]
    [InlineData(long.MaxValue, 0, 4, 1)]
    [InlineData(-4, 0, 4, 1)]
    public void Sizes_and_places_beyond_the_storage_are_refused(long numbers, long offset, long size, long stride)
    {
        byte[] pickle = [0x80, 2, .. "}U\u0001actorch._utils\n_rebuild_tensor\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpu"u8,
            .. Whole(numbers), .. "tQ"u8, .. Whole(offset), .. Whole(size), 0x85, .. Whole(stride), 0x85, .. "tRs."u8];
        var before = GC.GetAllocatedBytesForCurrentThread();
        ThreeParts.Throws<InvalidDataException>(() => Read(Zipped(pickle, new byte[16])).Tensors[0].Read(), "weights.pth'");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void A_tensor_within_its_storage_is_read()
    {
        byte[] pickle = [0x80, 2, .. "}U\u0001actorch._utils\n_rebuild_tensor\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpu"u8,
            .. Whole(4), .. "tQ"u8, .. Whole(1), .. Whole(3), 0x85, .. Whole(1), 0x85, .. "tRs."u8];
        Assert.Equal([2, 3, 4], Read(Zipped(pickle, LittleEndian.Bytes([1, 2, 3, 4]).ToArray())).Tensors[0].Read().Data);
    }

    // LONG1: as many bytes as it says, the low one first.
    static byte[] Whole(long value) => [0x8A, 8, .. BitConverter.GetBytes(value)];

    static byte[] Names(int count)
    {
        List<byte> pickle = [0x80, 2, (byte)'}'];
        for (var i = 0; i < count; i++)
        {
            pickle.AddRange([(byte)'M', (byte)(i % 256), (byte)(i / 256)]);
            pickle.AddRange([.. "ctorch._utils\n_rebuild_tensor\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuJ"u8, 0, 0, 4, 0]);
            pickle.AddRange([.. "tQK\u0000J"u8, 0, 0, 4, 0, 0x85, .. "K\u0001"u8, 0x85, .. "tRs"u8]);
        }
        return [.. pickle, (byte)'.'];
    }

    static byte[] Zipped(byte[] pickle, byte[] storage)
    {
        var file = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(file, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in (IEnumerable<(string, byte[])>)[("a/data.pkl", pickle), ("a/data/0", storage)])
            {
                using var entry = zip.CreateEntry(name, System.IO.Compression.CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        return file.ToArray();
    }

    string Path => _folder.File("weights.pth");

    PyTorchWeights Read(byte[] file, string? key = null)
    {
        File.WriteAllBytes(Path, file);
        return PyTorchWeights.Read(Path, key);
    }

    static byte[] Bytes(string kind, string form) => Golden.GetProperty(kind).GetProperty(form).GetBytesFromBase64();

    static float[] Counted(int count, float from = -2) => [.. Enumerable.Range(0, count).Select(i => i + from)];
}
