using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Serialization;

public sealed class NpzTests : IDisposable
{
    static readonly JsonElement Golden = GoldenData.Read("npz.json");
    static readonly float[] Values = [.. Enumerable.Range(-2, 12)];

    static readonly (string, NpyArray)[] Three =
    [
        ("conv2d/kernel", new(new Tensor([2, 3], [1.5f, -0f, float.NaN, 1e-45f, float.MaxValue, -1]))),
        ("labels", new([4], [3, 1, 4, long.MinValue])),
        ("images", new([2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 255])),
    ];

    readonly TempFolder _folder = new();

    string Path => _folder.File("a.npz");

    public void Dispose() => _folder.Dispose();

    static byte[] Bytes(string name) => Golden.GetProperty(name).GetBytesFromBase64();

    static NpyArray Npy(byte[] file) => NpyArray.Read(new NpyContent(new MemoryStream(file), "test", "", file.Length));

    static NpzFile Npz(byte[] file) => NpzFile.Read(new MemoryStream(file), "test");

    static byte[] Written(bool compress, params (string, NpyArray)[] arrays)
    {
        using var file = new MemoryStream();
        NpzFile.Write(file, arrays, compress);
        return file.ToArray();
    }

    static string Message(Func<object> read) => Assert.Throws<InvalidDataException>(read).Message;

    [Fact]
    public void Every_type_and_order_of_numpy_is_read()
    {
        var file = Npz(Bytes("all"));
        Assert.Equal(48, file.Arrays.Count);
        foreach (var (name, array) in file.Arrays)
        {
            Assert.Equal(name[..2], array.Type);
            Assert.Equal([2, 3, 2], array.Shape);
            float[] expected = [.. Values.Select(v => name[0] switch { 'b' => Math.Abs(v) % 2, 'u' => v + 2, _ => v })];
            Assert.Equal(expected, array.ToTensor().Data);
            if (name[0] != 'f') Assert.Equal(expected.Select(v => (long)v), array.ToInt64());
            if (name[0] == 'b' || name[..2] == "u1") Assert.Equal(expected.Select(v => (byte)v), array.ToBytes());
            else ThreeParts.Throws<InvalidOperationException>(array.ToBytes, name[..2]);
        }
        Assert.Throws<InvalidOperationException>(file["f8_>_C"].ToInt64);
        Assert.Contains("Did you mean", Assert.Throws<ArgumentException>(() => file["f8_>_D"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_files_names_with_slashes_versions_and_shapes_are_read()
    {
        var stored = Npz(Bytes("stored"));
        Assert.Equal(["x", "conv2d/kernel"], stored.Arrays.Select(a => a.Name));
        Assert.Equal(Values, stored["x"].ToTensor().Data);
        Assert.All(Golden.GetProperty("versions").EnumerateArray(), v => Assert.Equal(Values, Npy(v.GetBytesFromBase64()).ToTensor().Data));
        Assert.All(Golden.GetProperty("shapes").EnumerateObject(), s => Assert.Equal(s.Name, $"{Npy(s.Value.GetBytesFromBase64()).Shape}"));
    }

    [Theory]
    [InlineData("f4")]
    [InlineData("u1")]
    [InlineData("i8")]
    public void What_is_written_is_what_numpy_writes(string type)
    {
        var numpys = Golden.GetProperty("npy").GetProperty(type).GetBytesFromBase64();
        NpyArray array = type switch
        {
            "f4" => new(new Tensor([2, 3, 2], Values)),
            "u1" => new([2, 3, 2], [.. Values.Select(v => (byte)(v + 2))]),
            _ => new([2, 3, 2], [.. Values.Select(v => (long)v)]),
        };
        array.Write(_folder.File("a.npy"));
        Assert.Equal(numpys, File.ReadAllBytes(_folder.File("a.npy")));
        Assert.Equal(Values.Select(v => type == "u1" ? v + 2 : v), NpyArray.Read(_folder.File("a.npy")).ToTensor().Data);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_written_is_read(bool compress)
    {
        NpzFile.Write(Path, Three, compress);
        var file = NpzFile.Read(Path);
        Assert.Equal(Three.Select(t => t.Item1), file.Arrays.Select(t => t.Name));
        Assert.Equal(Three.Select(t => t.Item2.Shape), file.Arrays.Select(t => t.Value.Shape));
        Assert.Equal(Three[0].Item2.ToTensor().Data.Select(BitConverter.SingleToInt32Bits),
            file["conv2d/kernel"].ToTensor().Data.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal([3, 1, 4, long.MinValue], file["labels"].ToInt64());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 255], file["images"].ToBytes());
        Assert.Equal(File.ReadAllBytes(Path), Written(compress, Three));
        // More than the first chunk.
        var large = new Tensor([3, 70_001]);
        for (var i = 0; i < large.Data.Length; i++) large.Data[i] = i % 1000;
        Assert.Equal(large.Data, Npz(Written(compress, ("x", new(large))))["x"].ToTensor().Data);
        Assert.Empty(Npz(Written(compress)).Arrays);
    }

    [Fact]
    public void What_cannot_be_written_leaves_what_was_there()
    {
        NpzFile.Write(Path, Three);
        var before = File.ReadAllBytes(Path);
        ThreeParts.Throws<ArgumentException>(() => NpzFile.Write(Path, [Three[0], Three[0]]), "conv2d/kernel");
        Assert.Equal(before, File.ReadAllBytes(Path));
        ThreeParts.Throws<ArgumentException>(() => new NpyArray([3], [1L, 2L]), "(3,)");
    }

    [Fact]
    public void The_sum_is_the_published_one()
    {
        Assert.Equal(0xCBF43926, Crc32.Append(0, "123456789"u8));
        Assert.Equal(0xCBF43926, Crc32.Append(Crc32.Append(0, "1234"u8), "56789"u8));
    }

    [Theory]
    [InlineData("objects", "'|O', Python objects, which would have to be executed, but")]
    [InlineData("records", "a record of several fields, but")]
    [InlineData("texts", "'<U2', but only")]
    public void What_is_no_number_is_refused(string name, string part)
    {
        Assert.Contains(part, Message(() => Npy(Bytes(name))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }   \n", null)]
    [InlineData("{\"shape\":(2L),'fortran_order':True,'descr':'=f4'}", null)]
    [InlineData("{'shape': (2,), 'descr': '<f4', 'fortran_order': False}x", "byte 65: something follows")]
    [InlineData("['descr']", "byte 10: something else stands there, but '{'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", "'}' is expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "not described in full")]
    [InlineData("{'descr': '<f4', 'descr': '<f4'}", "the key 'descr' comes")]
    [InlineData("{'descr': '<f4', 'other': 1}", "the key 'other' comes")]
    [InlineData("{'descr': <f4}", "a text in quotes")]
    [InlineData("{'descr': '<f4", "does not end")]
    [InlineData("{'descr': __import__('os').system('true')}", "a text in quotes")]
    [InlineData("{'descr': '<f16', 'fortran_order': False, 'shape': (2,)}", "'<f16'")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (2,)}", "'<c8'")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (2,)}", "''")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", "True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 2}", "'(' is expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", "whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,)}", "whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999999,)}", "whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647)}", "the shape needs")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536)}", "the shape needs")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "takes 12 bytes, but 8 follow")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", "takes 16 bytes, but 8 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0)}",
        "more than 32")]
    [InlineData("", "'{' is expected")]
    public void A_header_is_read_word_by_word(string header, string? part)
    {
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), 0, 0,
            0x80, 0x3f, 0, 0, 0, 0x40];
        if (part is null) Assert.Equal([1, 2], Npy(file).ToTensor().Data);
        else
        {
            var message = Message(() => Npy(file));
            Assert.Contains(part, message, StringComparison.Ordinal);
            Assert.Matches("^'test' is damaged at byte [0-9]+: ", message);
        }
    }

    [Theory]
    [InlineData(0, new byte[] { 0x92 }, "begins otherwise")]
    [InlineData(6, new byte[] { 4 }, "version is 4.0")]
    [InlineData(7, new byte[] { 1 }, "version is 1.1")]
    [InlineData(8, new byte[] { 0xff, 0xff }, "header's length is 65535")]
    [InlineData(6, new byte[] { 2, 0, 0xff, 0xff, 0xff, 0xff }, "header's length is 4294967295")]
    public void A_wrong_beginning_is_told(int at, byte[] bytes, string part)
    {
        var file = Golden.GetProperty("npy").GetProperty("f4").GetBytesFromBase64();
        bytes.CopyTo(file, at);
        Assert.Contains(part, Message(() => Npy(file)), StringComparison.Ordinal);
        Assert.Contains("the content ends", Message(() => Npy(file[..7])), StringComparison.Ordinal);
    }

    // Fields of the one entry's place in the directory, which lies before the end record of 22 bytes.
    [Theory]
    [InlineData(false, 8, new byte[] { 1 }, "is encrypted")]
    [InlineData(false, 10, new byte[] { 12 }, "method 12")]
    [InlineData(false, 16, new byte[] { 0, 0, 0, 0 }, "checksum")]
    [InlineData(false, 20, new byte[] { 1 }, "cannot hold them")]
    [InlineData(false, 24, new byte[] { 1 }, "cannot hold them")]
    [InlineData(false, 20, new byte[] { 0, 0, 0, 0x7f, 0, 0, 0, 0x7f }, "the directory begins at")]
    [InlineData(true, 24, new byte[] { 0, 0, 0, 0x40 }, "declares 1073741824 bytes")]
    [InlineData(true, 24, new byte[] { 0, 1 }, "takes 32 bytes, but 128 follow")]
    [InlineData(true, 24, new byte[] { 0x9f }, "takes 32 bytes, but 31 follow")]
    [InlineData(false, 28, new byte[] { 0xff, 0xff }, "are left of the directory")]
    [InlineData(false, 42, new byte[] { 1 }, "does not begin there")]
    [InlineData(false, 42, new byte[] { 0xff, 0xff, 0xff, 0x7f }, "lies at byte 2147483647")]
    [InlineData(false, 46, new byte[] { (byte)'y' }, "does not begin there")]
    [InlineData(false, 46, new byte[] { 0xff }, "no text")]
    [InlineData(false, 0, new byte[] { 0 }, "no entry of the directory")]
    public void A_directory_that_lies_is_told(bool compress, int at, byte[] bytes, string part)
    {
        var file = Written(compress, ("x", Three[1].Item2));
        bytes.CopyTo(file, file.AsSpan().IndexOf("PK\u0001\u0002"u8) + at);
        var message = Message(() => Npz(file));
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.Matches("^'test' is damaged at byte [0-9]+( of 'x.npy')?: ", message);
    }

    [Theory]
    [InlineData(10, new byte[] { 2 }, "its end says 2")]
    [InlineData(10, new byte[] { 0xff, 0xff }, "zip64")]
    [InlineData(16, new byte[] { 0xff, 0xff, 0xff, 0xff }, "zip64")]
    [InlineData(16, new byte[] { 0xff, 0xff, 0xff, 0x7f }, "what ends the file follows it")]
    [InlineData(20, new byte[] { 1 }, "no zip directory")]
    [InlineData(0, new byte[] { 0 }, "no zip directory")]
    public void An_end_that_lies_is_told(int at, byte[] bytes, string part)
    {
        var file = Written(false, ("x", Three[1].Item2));
        bytes.CopyTo(file, file.Length - 22 + at);
        Assert.Contains(part, Message(() => Npz(file)), StringComparison.Ordinal);
        Assert.Contains("no zip directory", Message(() => Npz([])), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_share_their_bytes_or_a_name_are_refused()
    {
        var file = Written(true, ("x", Three[1].Item2), ("y", Three[1].Item2));
        var second = file.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        // Both names at the first one's place: two ways to the same bytes, the heart of a zip bomb.
        var both = file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(both.AsSpan(second + 42), 0);
        both[second + 46] = (byte)'x';
        Assert.Contains("do not overlap", Message(() => Npz(both)), StringComparison.Ordinal);
        Assert.Contains("a second 'x.npy'", Message(() => Npz(file.Replaced("y.npy", "x.npy"))), StringComparison.Ordinal);
        Assert.Contains("all of an .npz file are arrays", Message(() => Npz(file.Replaced("y.npy", "y.txt"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Bombs_cost_no_more_than_they_say()
    {
        // 64 MB of zeros in 64 KB, and headers that describe less or more of it.
        var bomb = Written(true, ("x", new(new Tensor([16 << 20]))));
        Assert.InRange(bomb.Length, 0, 100_000);
        Assert.Equal(16 << 20, Npz(bomb)["x"].Shape.Elements);
        foreach (var shape in (int[])[1, 300_000_000])
        {
            using var packed = new MemoryStream();
            using (var zip = new System.IO.Compression.ZipArchive(packed, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            using (var to = zip.CreateEntry("x.npy").Open())
            {
                to.Write(NpyHeader.Compose(ElementType.F32, [shape]));
                to.Write(new byte[16 << 20]);
            }
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Contains("16777216 follow the header", Message(() => Npz(packed.ToArray())), StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mutations_are_read_or_told(bool compress)
    {
        var good = Written(compress, Three);
        var random = new Random(11);
        var (told, times) = (0, Mutations.Times(5_000));
        for (var i = 0; i < times; i++)
        {
            var bytes = Mutations.Of(good, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var file = Npz(bytes);
                Assert.Equal(Three.Select(t => t.Item2.Shape), file.Arrays.Select(a => a.Value.Shape));
            }
            catch (InvalidDataException e)
            {
                told++;
                Mutations.AssertTold(e, "'test' ", " at byte ");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000 + (1032 * bytes.Length));
        }
        Assert.InRange(told, times / 2, times);
    }

    [Fact]
    public void Mutations_of_an_array_are_read_or_told()
    {
        byte[][] good = [.. Golden.GetProperty("npy").EnumerateObject().Select(t => t.Value.GetBytesFromBase64())];
        var (random, times) = (new Random(13), Mutations.Times(5_000));
        for (var i = 0; i < times; i++)
        {
            var bytes = Mutations.Of(good[i % good.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var array = Npy(bytes);
                Assert.Equal(array.Shape.Elements, array.ToTensor().Data.Length);
            }
            catch (InvalidDataException e)
            {
                Mutations.AssertTold(e, "'test' is damaged at byte ");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000 + (10 * bytes.Length));
        }
    }

    [Fact]
    public void Real_weights_are_read()
    {
        var data = Environment.GetEnvironmentVariable("HORNBILL_DATA");
        var path = System.IO.Path.Combine(data ?? "", "weights", "squeezenet1.1-imagenet.npz");
        Assert.SkipUnless(File.Exists(path), "HORNBILL_DATA names no folder with weights");
        var file = NpzFile.Read(path);
        Assert.Equal(52, file.Arrays.Count);
        Assert.Equal([64, 3, 3, 3], file["squeezenet0_conv0_weight"].Shape);
        Assert.All(file.Arrays, a => Assert.InRange(a.Value.ToTensor().Data.Max(Math.Abs), 1e-3f, 100));
    }
}

static class Replacing
{
    /// <summary>The file with a word in place of another of the same length, wherever it stands.</summary>
    public static byte[] Replaced(this byte[] file, string old, string by) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(file).Replace(old, by, StringComparison.Ordinal));
}
