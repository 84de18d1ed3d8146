using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Serialization;

public sealed class SafeTensorsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("hornbill-").FullName;

    string Path => System.IO.Path.Combine(_folder, "a.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static readonly (string, Tensor)[] Two =
    [
        ("conv2d/kernel", new([1, 1, 1, 3], [1.5f, -0f, float.NaN])),
        ("conv2d/bias", new([3], [1e-45f, float.MaxValue, -1])),
    ];

    [Fact]
    public void What_was_written_is_read()
    {
        var metadata = new Dictionary<string, string> { ["net"] = "lab-d", ["config"] = "{\"a\": \"é\\n\"}", [""] = "" };
        SafeTensorsFile.Write(Path, Two, metadata);
        var file = SafeTensorsFile.Read(Path);
        Assert.Equal(metadata.OrderBy(m => m.Key), file.Metadata.OrderBy(m => m.Key));
        Assert.Equal(Two.Select(t => t.Item1), file.Tensors.Select(t => t.Name));
        foreach (var (came, expected) in file.Tensors.Zip(Two))
        {
            Assert.Equal(expected.Item2.Shape, came.Value.Shape);
            Assert.Equal(expected.Item2.Data.Select(BitConverter.SingleToInt32Bits),
                came.Value.Data.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void The_bytes_are_the_formats()
    {
        SafeTensorsFile.Write(Path, [("a", new([2], [1, 2])), ("b", new([], [3]))], new Dictionary<string,
            string>
        { ["z"] = "1", ["k"] = "2" });
        var bytes = File.ReadAllBytes(Path);
        var header = """{"__metadata__":{"k":"2","z":"1"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}""";
        var length = (header.Length + 7) / 8 * 8;
        Assert.Equal(length, BinaryPrimitives.ReadInt64LittleEndian(bytes));
        Assert.Equal(header.PadRight(length), Encoding.UTF8.GetString(bytes, 8, length));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40], bytes[(8 + length)..]);
    }

    [Fact]
    public void Empty_tensors_and_no_tensors_are_fine()
    {
        SafeTensorsFile.Write(Path, [("a", new([0, 3])), ("b", new([2, 0])), ("c", new([1]))]);
        Assert.Equal(["a", "b", "c"], SafeTensorsFile.Read(Path).Tensors.Select(t => t.Name));
        SafeTensorsFile.Write(Path, []);
        Assert.Empty(SafeTensorsFile.Read(Path).Tensors);
        Assert.Empty(SafeTensorsFile.Read(Path).Metadata);
    }

    [Fact]
    public void The_headers_order_need_not_be_the_datas()
    {
        var file = Read("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"data_offsets":[0,4],"shape":[1],"dtype":"F32"}}  """, 1, 2);
        Assert.Equal(["b", "a"], file.Tensors.Select(t => t.Name));
        Assert.Equal([2, 1], file.Tensors.Select(t => t.Value.Data[0]));
    }

    [Fact]
    public void A_failed_write_leaves_what_was_there()
    {
        SafeTensorsFile.Write(Path, Two);
        var before = File.ReadAllBytes(Path);
        Assert.Throws<ArgumentException>(() => SafeTensorsFile.Write(Path, [("a", new([1])), ("a", new([1]))]));
        Assert.Throws<ArgumentException>(() => SafeTensorsFile.Write(Path, [("__metadata__", new([1]))]));
        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    const string A = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

    [Theory]
    [InlineData(" {}", "begins with")]
    [InlineData("[]", "begins with")]
    [InlineData("{", "JSON")]
    [InlineData("{}}", "follows the header's last")]
    [InlineData("{}\n", "follows the header's last")]
    [InlineData("{\"a\":1}", "is an object")]
    [InlineData("{\"a\":{}}", "not described in full")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}", "another 'a'")]
    [InlineData("{\"__metadata__\":{\"a\":[[[[[[[[]]]]]]]]}}", "is a string")]
    [InlineData("{\"a\":{\"shape\":[[[[[[[[]]]]]]]]}}", "whole number")]
    [InlineData("{\"a\":{\"shape\":[{\"a\":[[[[[]]]]]}]}}", "whole number")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", "is a string")]
    [InlineData("{\"__metadata__\":{\"a\":\"1\",\"a\":\"1\"}}", "comes twice")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", "comes twice")]
    [InlineData("{" + A + "," + A + "}", "comes twice")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "another 'dtype'")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":0}}", "another 'more'")]
    [InlineData("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}", "F8_E4M3")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "takes 8 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "takes 4 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "begins at byte 4")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "whole number")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", "whole number")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,4]}}", "elements")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,0]}}", "elements")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[300000000],\"data_offsets\":[0,4]}}", "elements")]
    [InlineData("{\"a\":{\"shape\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}}", "more than 32 dimensions")]
    [InlineData("{\"__metadata__\":{\"hornbill.crc32c\":\"00000000\"}," + A + "}", "the checksum there is")]
    [InlineData("{\"__metadata__\":{\"hornbill.crc32c\":\"\"}," + A + "}", "the checksum there is ''")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}", "another number")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", "two numbers")]
    [InlineData(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "overlaps")]
    [InlineData("{}", "4 follow it")]
    [InlineData("{" + A + ",}", "JSON")]
    [InlineData("{" + A + "/*c*/}", "JSON")]
    public void A_wrong_header_is_told(string header, string part)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(header, 1));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Matches("^'test' .* at byte [0-9]+", error.Message);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(8, 8)]
    [InlineData(100_000_001, 20)]
    [InlineData(13, 20)]
    [InlineData(ulong.MaxValue, 20)]
    public void A_wrong_length_is_told(ulong length, int size)
    {
        var bytes = new byte[Math.Max(8, size)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        var error = Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(new MemoryStream(bytes, 0, size), "test"));
        Assert.Contains("at byte 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F32", new byte[] { 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0 }, 1f, -2f)]
    [InlineData("F16", new byte[] { 0, 0x3c, 0, 0xc0 }, 1f, -2f)]
    [InlineData("BF16", new byte[] { 0x80, 0x3f, 0, 0xc0 }, 1f, -2f)]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0 }, 1f, -2f)]
    [InlineData("I8", new byte[] { 1, 0xfe }, 1f, -2f)]
    [InlineData("U8", new byte[] { 1, 0xfe }, 1f, 254f)]
    [InlineData("BOOL", new byte[] { 1, 0 }, 1f, 0f)]
    [InlineData("I16", new byte[] { 1, 0, 0xfe, 0xff }, 1f, -2f)]
    [InlineData("U16", new byte[] { 1, 0, 0xff, 0xff }, 1f, 65535f)]
    [InlineData("I32", new byte[] { 1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff }, 1f, -2f)]
    [InlineData("U32", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0x80 }, 1f, 2147483648f)]
    [InlineData("I64", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, 1f, -2f)]
    [InlineData("U64", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80 }, 1f, 9223372036854775808f)]
    public void Every_type_becomes_floats(string type, byte[] data, float first, float second)
    {
        var header = $"{{\"a\":{{\"dtype\":\"{type}\",\"shape\":[2],\"data_offsets\":[0,{data.Length}]}}}}";
        Assert.Equal([first, second], SafeTensorsFile.Read(new MemoryStream(Bytes(header, data)), "test").Tensors[0].Value.Data);
    }

    [Fact]
    public void A_checksum_notices_every_bit()
    {
        SafeTensorsFile.Write(Path, Two, new Dictionary<string, string> { ["a"] = "b" }, checksum: true);
        var file = SafeTensorsFile.Read(Path, checksum: true);
        Assert.Equal([new("a", "b")], file.Metadata);
        Assert.Equal(Two.Select(t => t.Item1), file.Tensors.Select(t => t.Name));
        var bytes = File.ReadAllBytes(Path);
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(new MemoryStream(bytes), "test", checksum: true));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(new MemoryStream(bytes, 0, length), "test", checksum: true));
    }

    [Fact]
    public void A_checksum_that_is_demanded_must_be_there()
    {
        SafeTensorsFile.Write(Path, Two);
        Assert.Contains("there is no checksum", Assert.Throws<InvalidDataException>(() =>
            SafeTensorsFile.Read(Path, checksum: true)).Message, StringComparison.Ordinal);
        var taken = new Dictionary<string, string> { ["hornbill.crc32c"] = "" };
        ThreeParts.Throws<ArgumentException>(() => SafeTensorsFile.Write(Path, Two, taken), "hornbill.crc32c");
    }

    [Fact]
    public void The_sums_are_the_published_ones()
    {
        Assert.Equal(0xE3069283, Crc32C.Append(0, "123456789"u8));
        Assert.Equal(0xE3069283, Crc32C.Append(Crc32C.Append(0, "1"u8), "23456789"u8));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mutations_are_read_or_told(bool checksum)
    {
        using var whole = new MemoryStream();
        SafeTensorsFile.Write(whole, Two, new Dictionary<string, string> { ["net"] = "lab-d" }, checksum);
        var good = whole.ToArray();
        var random = new Random(7);
        var (told, times) = (0, Mutations.Times(5_000));
        for (var i = 0; i < times; i++)
        {
            var bytes = Mutations.Of(good, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                SafeTensorsFile.Read(new MemoryStream(bytes), "test", checksum);
                Assert.True(!checksum || bytes.AsSpan().SequenceEqual(good), "a damaged file was taken for whole");
            }
            catch (InvalidDataException e)
            {
                told++;
                Mutations.AssertTold(e, "'test' ", " at byte ");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000 + (100 * bytes.Length));
        }
        Assert.InRange(told, times / 2, times);
    }

    static SafeTensorsFile Read(string header, params float[] values) =>
        SafeTensorsFile.Read(new MemoryStream(Bytes(header, MemoryMarshal.AsBytes(values.AsSpan()))), "test");

    static byte[] Bytes(string header, ReadOnlySpan<byte> data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. data];
    }
}
