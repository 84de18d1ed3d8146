using Hornbill.Data;
using Hornbill.Tensors;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Tests.Data;

public class IdxTests
{
    const string Name = "some-idx-file";

    static readonly byte[] Pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 10))];
    static readonly byte[] Images = IdxFile.Bytes(Pixels, 2, 3, 4);

    static IdxArray Read(byte[] file) => Idx.Read(new MemoryStream(file), Name, file.Length);

    [Theory]
    [InlineData(new[] { 24 })]
    [InlineData(new[] { 4, 6 })]
    [InlineData(new[] { 2, 3, 4 })]
    [InlineData(new[] { 2, 3, 2, 2 })]
    public void Reads_every_rank_packed_or_not(int[] dims)
    {
        var file = IdxFile.Bytes(Pixels, dims);
        foreach (var bytes in (byte[][])[file, IdxFile.Pack(file)])
        {
            var array = Read(bytes);
            Assert.Equal(Shape.Create(dims), array.Shape);
            Assert.Equal(Pixels, array.Data);
        }
    }

    [Fact]
    public void Reads_more_than_one_chunk()
    {
        var data = new byte[300_001];
        new Random(1).NextBytes(data.AsSpan(0, 1000));
        Assert.Equal(data, Read(IdxFile.Pack(IdxFile.Bytes(data, data.Length))).Data);
    }

    [Fact]
    public void Reads_a_file_by_its_path()
    {
        using var folder = new TempFolder();
        var path = folder.File("labels");
        File.WriteAllBytes(path, IdxFile.Pack(Images));
        Assert.Equal(Pixels, Idx.Read(path).Data);
        File.WriteAllBytes(path, []);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => Idx.Read(path)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], string> Damaged => new()
    {
        { "empty", [], "is empty at byte 0," },
        { "cut in the magic", Images[..3], "ends within its header at byte 3," },
        { "cut in the dimensions", Images[..14], "ends within its header at byte 14," },
        { "cut in the data", Images[..^1], "ends after 23 bytes of data at byte 39," },
        { "trailing", [.. Images, 0], "has more data than its shape (2, 3, 4) needs at byte 40," },
        { "wrong first byte", With(0, 1), "starts with 0x0100 at byte 0," },
        { "wrong second byte", With(1, 7), "starts with 0x0007 at byte 1," },
        { "floats", With(2, 0x0D), "has type 0x0D at byte 2," },
        { "no dimension", With(3, 0), "has 0 dimensions at byte 3," },
        { "five dimensions", With(3, 5), "has 5 dimensions at byte 3," },
        { "dimension 0", With(7, 0), "has 0 as dimension 0 at byte 4," },
        { "huge dimension", With(8, 0xFF), "up to dimension 1 at byte 8," },
        { "cut while packed", IdxFile.Pack(Images)[..^12], "of its unpacked content" },
        { "cut in gzip's trailer", IdxFile.Pack(Images)[..^3], "ends with the size" },
        { "trailing after gzip", [.. IdxFile.Pack(Images), 1], "ends with the size" },
        { "wrong sum", Flip(IdxFile.Pack(Images), ^8), "is damaged at byte" },
        { "trailing while packed", IdxFile.Pack([.. Images, 0]), "at byte 40 of its unpacked content" },
        { "gzip's magic alone", [0x1F, 0x8B], "is empty at byte 0" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Says_which_byte_is_wrong(string what, byte[] file, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(file));
        Assert.Contains($"'{Name}'", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.EndsWith("Delete the file and fetch it again.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dimensions_whose_product_overflows_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => Read(IdxFile.Bytes(Pixels, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)));
        Assert.Throws<InvalidDataException>(() => Read(IdxFile.Bytes(Pixels, 1 << 16, 1 << 16, 1 << 16, 1 << 16)));
        Assert.Throws<InvalidDataException>(() => Read(IdxFile.Bytes(Pixels, -1, -1, -1)));
    }

    [Fact]
    public void A_header_that_lies_costs_no_more_than_the_file()
    {
        var noise = RandomBytes(new(3), 100_000);
        var file = IdxFile.Bytes(noise, 100_000_000);
        Assert.InRange(Allocated(file), 0, 30_000);
        Assert.InRange(Allocated(IdxFile.Pack(file)), 0, 30_000 + (4 * noise.Length));
    }

    static long Allocated(byte[] damaged)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Read(damaged));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void Mutations_parse_or_say_what_is_wrong()
    {
        var labels = IdxFile.Bytes([.. Enumerable.Range(0, 50).Select(i => (byte)(i % 10))], 50);
        byte[][] seeds = [Images, labels, IdxFile.Pack(Images), IdxFile.Pack(labels)];
        var (random, times) = (new Random(4711), Mutations.Times(5_000));
        foreach (var seed in seeds) Read(seed);
        for (var i = 0; i < times; i++)
        {
            var file = Mutate(seeds[i % seeds.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var array = Read(file);
                Assert.Equal(array.Shape.Elements, array.Data.Length);
            }
            catch (InvalidDataException e)
            {
                Mutations.AssertTold(e, Name, "byte ");
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var room = file is [0x1F, 0x8B, ..] ? 1032 * file.LongLength : file.Length;
            Assert.True(allocated < 30_000 + (3 * room), $"mutation {i}: {allocated} bytes for a file of {file.Length}");
        }
    }

    static byte[] Mutate(byte[] seed, Random random)
    {
        var file = seed.ToArray();
        switch (random.Next(8))
        {
            case 0: return file[..random.Next(file.Length)];
            case 1: return [.. file, .. RandomBytes(random, random.Next(1, 40))];
            case 2: return RandomBytes(random, random.Next(100));
            case 3: file[random.Next(4)] = (byte)random.Next(256); return file;
            case 4: Lie(file, random); return file;
            case 5: Lie(file, random); return IdxFile.Pack(file);
            case 6: return IdxFile.Pack([.. file[..random.Next(file.Length)], .. RandomBytes(random, random.Next(9))]);
            default:
                for (var n = random.Next(1, 4); n > 0; n--) file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                return file;
        }
    }

    // Puts a strange number where a plain file has its dimensions.
    static void Lie(byte[] file, Random random)
    {
        var at = 4 + (4 * random.Next(3));
        uint[] sizes = [0, 1, 3, 1000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, (uint)random.Next()];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), sizes[random.Next(sizes.Length)]);
    }

    static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    static byte[] With(int at, byte value)
    {
        var file = Images.ToArray();
        file[at] = value;
        return file;
    }

    static byte[] Flip(byte[] file, Index at)
    {
        file[at] ^= 1;
        return file;
    }
}
